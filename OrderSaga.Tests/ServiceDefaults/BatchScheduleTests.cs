using Microsoft.Extensions.Time.Testing;
using OrderSaga.ServiceDefaults.Loops;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class BatchScheduleTests
{
    private const int Large = BatchSchedule.SmallBatch + 1;

    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly FakeTimeProvider clock = new();
    private readonly BatchSchedule schedule;

    public BatchScheduleTests() => schedule = new BatchSchedule(clock);

    [Fact]
    public void Wait_TwoBatchesCloseTogether_StartAtOnce()
    {
        Assert.True(Start().IsCompletedSuccessfully);
        Assert.True(Start().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Wait_ThirdBatch_StartsTwoIntervalsAfterTheFirst()
    {
        await Start();
        clock.Advance(BatchSchedule.Interval / 2);
        await Start();

        await AssertStartsAfterAsync(1.5 * BatchSchedule.Interval);
    }

    [Fact]
    public void Wait_OneBatchAnInterval_NeverWaits()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.True(Start().IsCompletedSuccessfully);
            clock.Advance(BatchSchedule.Interval);
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(10, 20)]
    [InlineData(12, 24)]
    [InlineData(20, 30)]
    [InlineData(49, 1)]
    public async Task Wait_AfterALargeBatch_RestsTwiceAsLongAsItTook(int tookMilliseconds, int restMilliseconds)
    {
        await HandleAsync(Large, tookMilliseconds);

        await AssertStartsAfterAsync(TimeSpan.FromMilliseconds(restMilliseconds));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(700)]
    public async Task Wait_AfterABatchLongerThanTheLongestInterval_StartsAtOnce(int tookMilliseconds)
    {
        await HandleAsync(Large, tookMilliseconds);

        Assert.True(Start().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Wait_AfterASmallBatch_DoesNotRest()
    {
        await HandleAsync(BatchSchedule.SmallBatch, tookMilliseconds: 12);

        Assert.True(Start().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Wait_AfterASmallBatchThatFollowedALargeOne_DoesNotRest()
    {
        await HandleAsync(Large, tookMilliseconds: 12);
        clock.Advance(BatchSchedule.MaxInterval);
        await HandleAsync(1, tookMilliseconds: 1);

        Assert.True(Start().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Wait_AfterAFullBatch_StartsAtOnce()
    {
        await HandleAsync(Large, tookMilliseconds: 1, isFull: true);
        await HandleAsync(Large, tookMilliseconds: 1, isFull: true);

        Assert.True(Start().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Wait_StoppedMeanwhile_Throws()
    {
        using var stopping = new CancellationTokenSource();
        await HandleAsync(Large, tookMilliseconds: 10);
        var next = schedule.WaitAsync(stopping.Token).AsTask();

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private Task Start() => schedule.WaitAsync(TestContext.Current.CancellationToken).AsTask();

    private async Task HandleAsync(int messages, int tookMilliseconds, bool isFull = false)
    {
        await Start();
        clock.Advance(TimeSpan.FromMilliseconds(tookMilliseconds));
        schedule.End(messages, isFull);
    }

    private async Task AssertStartsAfterAsync(TimeSpan rest)
    {
        var next = Start();
        clock.Advance(rest - Tick);
        Assert.False(next.IsCompleted);
        clock.Advance(Tick);
        await next.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}
