using Microsoft.Extensions.Time.Testing;
using OrderSaga.Load;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Load;

/// <summary>The program from its first PUT to its last line.</summary>
public sealed class LoadRunTests : IDisposable
{
    private readonly FakeTimeProvider clock = new();
    private readonly CancellationTokenSource stop = new();
    private readonly StubServices services = new();
    private readonly LineKeeper log = new();

    [Fact]
    public async Task Run_Duration_StocksTheShopPostsAndEnds()
    {
        var run = await StartAsync(TimeSpan.FromSeconds(10));

        clock.Advance(TimeSpan.FromSeconds(10));

        await run.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        Assert.Equal(42, services.Puts.Distinct().Count());
        Assert.Contains("/stock/load-item-19", services.Puts);
        Assert.Contains("/accounts/load-poor", services.Puts);
        Assert.Equal(100, services.PostsByKey.Count);
        Assert.Equal(
            "Information: Ended: 100 orders accepted in 10.0 s, 0 not answered, 0 retries, 0 skipped (too many in flight)", log.Lines[^1]);
    }

    [Fact]
    public async Task Run_ServicesAreAwayAtTheStart_WaitsForThem()
    {
        services.IsAway = true;
        var run = RunAsync(TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromSeconds(30));
        await Until.TrueAsync(() => Task.FromResult(log.Lines.Count > 0), "a line is logged");
        Assert.StartsWith("Warning: 0 orders accepted, 0.0/s now, 0 waiting, ", log.Lines[0]);
        Assert.EndsWith("last failure: away", log.Lines[0]);

        services.IsAway = false;

        await AdvanceUntilAsync(() => run.IsCompletedSuccessfully, "the load ended");
        Assert.Equal(10, services.PostsByKey.Count);
    }

    [Fact]
    public async Task Run_EveryFiveSeconds_LogsTheRate()
    {
        var run = await StartAsync(duration: null);
        for (var lines = 1; lines <= 3; lines++)
        {
            // Half a second at a time: a timer that is late by the whole five would measure another rate.
            for (var step = 0; step < 10; step++)
            {
                clock.Advance(Progress.Interval / 10);
            }

            await Until.EqualAsync(lines, () => Task.FromResult(log.Lines.Count), "lines");
        }

        Assert.All(
            log.Lines,
            line => Assert.Matches(@"^Information: \d+ orders accepted, (9\.8|10\.\d)/s now, 0 waiting, 0 retries, 0 skipped", line));
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Stop_OrdersAreFailing_LogsWhatIsNotAnswered()
    {
        var run = await StartAsync(duration: null);
        clock.Advance(TimeSpan.FromSeconds(1));
        await Until.EqualAsync(11, () => Task.FromResult(services.PostsByKey.Count), "orders posted");
        services.IsAway = true;
        clock.Advance(TimeSpan.FromSeconds(1));

        await stop.CancelAsync();

        await run.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        Assert.Matches(@"^Information: Ended: 11 orders accepted in 2\.0 s, (9|10) not answered, ", log.Lines[^1]);
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private Task RunAsync(TimeSpan? duration) =>
        new LoadRun(services.Connect(), Mix.Demo, clock, log).RunAsync(perSecond: 10, duration, stop.Token);

    /// <summary>Returns the run once its clock has started, with its first order.</summary>
    private async Task<Task> StartAsync(TimeSpan? duration)
    {
        var run = RunAsync(duration);
        await Until.EqualAsync(1, () => Task.FromResult(services.PostsByKey.Count), "orders posted");
        return run;
    }

    private Task AdvanceUntilAsync(Func<bool> condition, string what) => Until.TrueAsync(
        () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(condition());
        },
        what);
}
