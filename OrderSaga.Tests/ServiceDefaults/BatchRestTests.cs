using Microsoft.Extensions.Time.Testing;
using OrderSaga.ServiceDefaults.Messaging;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class BatchRestTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void WaitAsync_BeforeTheFirstBatch_IsNotHeldUp()
    {
        Assert.True(Wait(new BatchRest(0.25, Longest, clock)).IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(10, 40)]
    [InlineData(12, 48)]
    [InlineData(20, 50)]
    [InlineData(49, 50)]
    public async Task WaitAsync_BatchThatTookSoLong_IsFollowedSoLongAfterItsStart(double took, double next)
    {
        var rest = new BatchRest(0.25, Longest, clock);
        Take(rest, TimeSpan.FromMilliseconds(took));

        var wait = Wait(rest);
        clock.Advance(TimeSpan.FromMilliseconds(next - took) - Tick);
        Assert.False(wait.IsCompleted);
        clock.Advance(Tick);

        await wait.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(700)]
    public void WaitAsync_BatchThatTookTheLongestByItself_IsFollowedAtOnce(double took)
    {
        var rest = new BatchRest(0.25, Longest, clock);
        Take(rest, TimeSpan.FromMilliseconds(took));

        Assert.True(Wait(rest).IsCompletedSuccessfully);
    }

    [Fact]
    public void WaitAsync_BatchThatWasNotOneToRestAfter_IsFollowedAtOnce()
    {
        var rest = new BatchRest(0.25, Longest, clock);
        Take(rest, TimeSpan.FromMilliseconds(10));
        clock.Advance(Longest);
        rest.Begin();

        Assert.True(Wait(rest).IsCompletedSuccessfully);
    }

    [Fact]
    public void WaitAsync_RestedMeanwhileByItself_IsNotHeldUpAgain()
    {
        var rest = new BatchRest(0.25, Longest, clock);
        Take(rest, TimeSpan.FromMilliseconds(10));

        clock.Advance(TimeSpan.FromMilliseconds(30));

        Assert.True(Wait(rest).IsCompletedSuccessfully);
    }

    [Fact]
    public void WaitAsync_AllOfTheTime_NeverHoldsUp()
    {
        var rest = new BatchRest(1, Longest, clock);
        Take(rest, TimeSpan.FromMilliseconds(10));

        Assert.True(Wait(rest).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitAsync_AskedToStopWhileWaiting_Throws()
    {
        using var stopping = new CancellationTokenSource();
        var rest = new BatchRest(0.25, Longest, clock);
        Take(rest, TimeSpan.FromMilliseconds(10));

        var wait = rest.WaitAsync(stopping.Token).AsTask();
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    private static Task Wait(BatchRest rest) => rest.WaitAsync(TestContext.Current.CancellationToken).AsTask();

    private void Take(BatchRest rest, TimeSpan took)
    {
        rest.Begin();
        clock.Advance(took);
        rest.End();
    }
}
