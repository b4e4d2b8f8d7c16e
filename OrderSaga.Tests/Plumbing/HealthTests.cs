using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OrderSaga.ServiceDefaults.Health;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

public sealed class HealthTests(SagaApplication application)
{
    [Fact]
    public async Task Alive_HandlerThatNeverEnds_FailsAndNamesTheLoop()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        using var release = new ManualResetEventSlim();
        Assert.Equal(HealthStatus.Healthy, (await AliveAsync(plumbing)).Status);
        plumbing.Handler.FailOn = _ =>
        {
            release.Wait(TestContext.Current.CancellationToken);
            return null;
        };

        try
        {
            await plumbing.PublishAsync(Publishing.NewOrder());
            await Until.TrueAsync(async () => (await AliveAsync(plumbing)).Status == HealthStatus.Unhealthy, "the stuck loop is found");
            Assert.Contains("consumer", (await AliveAsync(plumbing)).Description!, StringComparison.Ordinal);
        }
        finally
        {
            release.Set();
        }

        await Until.TrueAsync(async () => (await AliveAsync(plumbing)).Status == HealthStatus.Healthy, "it is well again");
    }

    [Fact]
    public async Task Database_Away_TellsSinceWhen()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2");
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var check = new DatabaseHealthCheck(nowhere, clock);
        await check.CheckHealthAsync(new HealthCheckContext());
        clock.Advance(TimeSpan.FromMinutes(7));

        var report = await check.CheckHealthAsync(new HealthCheckContext());

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.StartsWith("away since 2026-01-02T03:04:05", report.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Loop_RetryingForLong_IsDegradedAndNotStuck()
    {
        var clock = new FakeTimeProvider();
        var loop = new LoopState("loop", clock);
        loop.Begin();
        clock.Advance(TimeSpan.FromMinutes(1));
        loop.Retry("away");
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.FromMinutes(1), loop.BusyFor);
        Assert.Equal(clock.GetUtcNow() - TimeSpan.FromMinutes(1), loop.Retrying!.Since);
    }

    private static Task<HealthCheckResult> AliveAsync(PlumbingHost plumbing) =>
        new LoopHealthCheck(plumbing.Services.GetServices<LoopState>()) { StuckAfter = TimeSpan.FromMilliseconds(300) }
            .CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
}
