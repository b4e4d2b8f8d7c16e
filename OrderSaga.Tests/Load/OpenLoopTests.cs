using System.Net;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.Load;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Load;

/// <summary>Orders are posted when they are due, and each until it is accepted.</summary>
public sealed class OpenLoopTests : IDisposable
{
    private readonly FakeTimeProvider clock = new();
    private readonly Tally tally = new();
    private readonly CancellationTokenSource stop = new();

    [Theory]
    [InlineData(20)]
    [InlineData(0.5)]
    [InlineData(500)]
    public async Task Run_TenSeconds_PostsTheRateTimesTen(double perSecond)
    {
        var services = new StubServices();
        var run = RunAsync(services, perSecond, TimeSpan.FromSeconds(10));

        await AdvanceAsync(TimeSpan.FromSeconds(10), () => run.IsCompleted);

        await run;
        Assert.Equal(perSecond * 10, services.PostsByKey.Count);
        Assert.Equal(perSecond * 10, tally.Accepted);
    }

    [Fact]
    public async Task Run_HalfOfTheTime_HasPostedHalfOfTheOrders()
    {
        var services = new StubServices();
        var run = RunAsync(services, perSecond: 20, TimeSpan.FromSeconds(10));

        // The first order is due at once, the hundredth after 4.95 s.
        await AdvanceAsync(TimeSpan.FromSeconds(4.99), () => tally.Accepted == 100);

        Assert.False(run.IsCompleted);
        Assert.Equal(100, services.PostsByKey.Count);
    }

    [Fact]
    public async Task Post_FailsTwice_IsRetriedUnderTheSameKeyAndAcceptedOnce()
    {
        var services = new StubServices(attempt => attempt switch
        {
            1 => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            2 => throw new HttpRequestException("killed"),
            _ => StubServices.Accepted(),
        });
        var run = RunAsync(services, perSecond: 1, TimeSpan.FromSeconds(3));

        await UntilEndedAsync(run);

        Assert.Equal([3, 3, 3], services.PostsByKey.Values);
        Assert.Equal((3, 6, 0), (tally.Accepted, tally.Retries, tally.InFlight));
        Assert.Equal("killed", tally.LastFailure);
    }

    [Fact]
    public async Task Post_TimesOut_IsRetried()
    {
        var services = new StubServices(attempt => attempt == 1 ? throw new TaskCanceledException("timeout") : StubServices.Accepted());
        var run = RunAsync(services, perSecond: 1, TimeSpan.FromSeconds(1));

        await UntilEndedAsync(run);

        Assert.Equal((1, 1), (tally.Accepted, tally.Retries));
    }

    [Fact]
    public async Task Run_TooManyInFlight_SkipsAndCountsWhatIsDue()
    {
        const int Skipped = 500;
        var services = new StubServices { IsAway = true };
        var seconds = (OpenLoop.MaxInFlight + Skipped) / LoadSettings.MaxRate;
        var run = RunAsync(services, LoadSettings.MaxRate, TimeSpan.FromSeconds(seconds));

        await AdvanceAsync(TimeSpan.FromSeconds(seconds), () => tally.Skipped == Skipped);

        Assert.Equal((OpenLoop.MaxInFlight, Skipped, 0), (tally.InFlight, tally.Skipped, tally.Accepted));
        services.IsAway = false;
        await UntilEndedAsync(run);
        Assert.Equal((0, OpenLoop.MaxInFlight), (tally.InFlight, tally.Accepted));
    }

    [Fact]
    public async Task Stop_OrdersInFlight_EndsAtOnceAndPostsNoMore()
    {
        var services = new StubServices(_ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        var run = RunAsync(services, perSecond: 20, duration: null);
        await AdvanceAsync(TimeSpan.FromSeconds(1), () => tally.InFlight == 21);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        var posted = services.PostsByKey.Values.Sum();
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(posted, services.PostsByKey.Values.Sum());
        Assert.Equal(21, tally.InFlight);
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private Task RunAsync(StubServices services, double perSecond, TimeSpan? duration)
    {
        var shop = new Shop(services.Connect(), Mix.Demo, "test");
        var loop = new OpenLoop(services.Client(), shop, Retries.Create(tally, clock), tally, clock);
        return loop.RunAsync(perSecond, duration, stop.Token);
    }

    private async Task AdvanceAsync(TimeSpan time, Func<bool> until)
    {
        clock.Advance(time);
        await Until.TrueAsync(() => Task.FromResult(until()), $"the load came to what is due in {time}; accepted are {tally.Accepted}");
    }

    private Task UntilEndedAsync(Task run) => Until.TrueAsync(
        () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(run.IsCompletedSuccessfully);
        },
        "the load ended");
}
