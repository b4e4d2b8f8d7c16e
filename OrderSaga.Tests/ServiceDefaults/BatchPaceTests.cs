using Microsoft.Extensions.Time.Testing;
using OrderSaga.ServiceDefaults.Messaging;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class BatchPaceTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void WaitAsync_TwoInARow_AreNotHeldUp()
    {
        var pace = new BatchPace(Interval, inARow: 2, clock);

        Assert.True(Start(pace).IsCompletedSuccessfully);
        Assert.True(Start(pace).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitAsync_ThirdInARow_WaitsUntilTwoIntervalsAfterTheFirst()
    {
        var pace = new BatchPace(Interval, inARow: 2, clock);
        await Start(pace);
        clock.Advance(Interval / 2);
        await Start(pace);

        var third = Start(pace);
        clock.Advance(Interval);
        Assert.False(third.IsCompleted);
        clock.Advance(Interval / 2);

        await third.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WaitAsync_NoneInARow_TheSecondWaitsForTheNextInterval()
    {
        var pace = new BatchPace(Interval, inARow: 1, clock);
        await Start(pace);
        clock.Advance(Interval / 2);

        var second = Start(pace);
        Assert.False(second.IsCompleted);
        clock.Advance(Interval / 2);

        await second.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WaitAsync_OneAnInterval_AreNeverHeldUp()
    {
        var pace = new BatchPace(Interval, inARow: 2, clock);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(Start(pace).IsCompletedSuccessfully);
            clock.Advance(Interval);
        }

        await Start(pace);
    }

    [Fact]
    public void WaitAsync_WithoutInterval_NeverHoldsUp()
    {
        var pace = new BatchPace(TimeSpan.Zero, inARow: 1, clock);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(Start(pace).IsCompletedSuccessfully));
    }

    [Fact]
    public async Task WaitAsync_AskedToStopWhileWaiting_Throws()
    {
        using var stopping = new CancellationTokenSource();
        var pace = new BatchPace(Interval, inARow: 2, clock);
        await Start(pace);
        await Start(pace);

        var third = pace.WaitAsync(stopping.Token).AsTask();
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
    }

    private static Task Start(BatchPace pace) => pace.WaitAsync(TestContext.Current.CancellationToken).AsTask();
}
