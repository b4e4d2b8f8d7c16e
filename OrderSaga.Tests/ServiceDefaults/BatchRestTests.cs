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

        await AssertFollowedAfterAsync(rest, TimeSpan.FromMilliseconds(next - took));
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
    public async Task WaitAsync_OneBatchThatTookLong_IsFollowedAsIfItHadTakenAsLongAsTheOthers()
    {
        var rest = new BatchRest(0.25, Longest, clock);
        TakeEach(rest, 4, 4, 4, 4, 10);

        // Four are a quarter of 16, ten of which are over.
        await AssertFollowedAfterAsync(rest, TimeSpan.FromMilliseconds(6));

        TakeEach(rest, 30);
        Assert.True(Wait(rest).IsCompletedSuccessfully);

        TakeEach(rest, 4, 4);
        await AssertFollowedAfterAsync(rest, TimeSpan.FromMilliseconds(16 - 4));
    }

    [Theory]
    [InlineData(4, 10)]
    [InlineData(10, 4)]
    public async Task WaitAsync_MostOfTheLastBatchesTookOtherwise_RestsFromThenOnAsTheyDeserve(double before, double now)
    {
        var rest = new BatchRest(0.25, Longest, clock);
        TakeEach(rest, before, before, before, before, before, now, now);
        await AssertFollowedAfterAsync(rest, TimeSpan.FromMilliseconds((4 * before) - now));

        TakeEach(rest, now);
        await AssertFollowedAfterAsync(rest, TimeSpan.FromMilliseconds(3 * now));
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

    private async Task AssertFollowedAfterAsync(BatchRest rest, TimeSpan end)
    {
        var wait = Wait(rest);
        clock.Advance(end - Tick);
        Assert.False(wait.IsCompleted);
        clock.Advance(Tick);

        await wait.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private void TakeEach(BatchRest rest, params double[] milliseconds)
    {
        foreach (var took in milliseconds)
        {
            Take(rest, TimeSpan.FromMilliseconds(took));
        }
    }

    private void Take(BatchRest rest, TimeSpan took)
    {
        rest.Begin();
        clock.Advance(took);
        rest.End();
    }
}
