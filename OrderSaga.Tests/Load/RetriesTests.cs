using System.Collections.Concurrent;
using OrderSaga.Load;

namespace OrderSaga.Tests.Load;

public sealed class RetriesTests
{
    [Fact]
    public async Task Execute_ServiceStaysAway_DelaysGrowToTheirMaximum()
    {
        const int Failures = 30;
        var clock = new ImpatientClock();
        var tally = new Tally();
        var attempts = 0;

        await Retries.Create(tally, clock).ExecuteAsync(
            _ => ++attempts <= Failures ? throw new HttpRequestException("away") : default(ValueTask),
            TestContext.Current.CancellationToken);

        var delays = clock.Delays.ToList();
        Assert.Equal(Failures, delays.Count);
        Assert.Equal(Failures, tally.Retries);
        Assert.InRange(delays[0], TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.All(delays, delay => Assert.InRange(delay, TimeSpan.Zero, Retries.MaxDelay));
        Assert.All(delays[^20..], delay => Assert.Equal(Retries.MaxDelay, delay));
    }

    [Fact]
    public async Task Execute_Stopped_IsNotRetried()
    {
        using var stop = new CancellationTokenSource();
        var tally = new Tally();

        await Assert.ThrowsAsync<HttpRequestException>(async () => await Retries.Create(tally, new ImpatientClock()).ExecuteAsync(
            _ =>
            {
                stop.Cancel();
                throw new HttpRequestException("away");
            },
            stop.Token));

        Assert.Equal(0, tally.Retries);
    }

    /// <summary>Keeps the delays that are asked for, and makes none.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Delays { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Delays.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
