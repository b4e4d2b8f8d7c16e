using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OrderSaga.ServiceDefaults.Http;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging.Inbox;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.Tests.ServiceDefaults;

/// <summary>An outage is one line, however many attempts and requests it outlasts.</summary>
public sealed class OutageLogTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task UnavailableHandler_RequestAfterRequest_OneLineUntilItHasBeenQuiet()
    {
        var log = new WarningKeeper<UnavailableHandler>();
        var handler = new UnavailableHandler(clock, log);
        for (var i = 0; i < 5; i++)
        {
            await AnswerAsync(handler);
            clock.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal("GET /stock is answered 503: gone. Others that follow are counted, not logged", Assert.Single(log.Lines));

        clock.Advance(TimeSpan.FromSeconds(11));
        await AnswerAsync(handler);

        Assert.Equal(2, log.Lines.Count);
    }

    [Fact]
    public async Task GaugeReader_DatabaseAwayForSeveralRounds_OneLine()
    {
        await using var database = new DeadDatabase();
        var log = new WarningKeeper<GaugeReader>();
        using var reader = new GaugeReader(database.Source, [new AnyGauges()], Ready(), new LoopState("gauges", clock), clock, log);

        await RunForRoundsAsync(reader, database, TimeSpan.FromSeconds(5));

        Assert.StartsWith("Gauges could not be read", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InboxPurge_DatabaseAwayForSeveralRounds_OneLine()
    {
        await using var database = new DeadDatabase();
        var log = new WarningKeeper<InboxPurge>();
        using var purge = new InboxPurge(database.Source, Ready(), new LoopState("purge", clock), Options.Create(new InboxOptions()), clock, log);

        await RunForRoundsAsync(purge, database, InboxPurge.Interval);

        Assert.StartsWith("The inbox could not be purged", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recurring_WorkFailsInAnyWay_GoesOnAndTellsHealthUntilItSucceeds()
    {
        var (runs, lines) = (0, 0);
        var loop = new LoopState("loop", clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Recurring.RunAsync(
            TimeSpan.FromSeconds(1),
            _ => ++runs < 3 ? throw new InvalidOperationException("A fault that nobody foresaw.") : Task.CompletedTask,
            new OutageLog(_ => lines++),
            loop,
            clock,
            stop.Token);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("A fault that nobody foresaw.", loop.Retrying?.Cause);

        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((3, 1, null), (runs, lines, loop.Retrying));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    // The fourth attempt begins when the third has been logged, or has not.
    private async Task RunForRoundsAsync(Microsoft.Extensions.Hosting.BackgroundService service, DeadDatabase database, TimeSpan interval)
    {
        await service.StartAsync(TestContext.Current.CancellationToken);
        await database.AttemptAsync();
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(interval);
            await database.AttemptAsync();
        }

        await service.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task AnswerAsync(UnavailableHandler handler)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services, Request = { Method = "GET", Path = "/stock" } };
        Assert.True(await handler.TryHandleAsync(context, new NpgsqlException("gone", new IOException()), TestContext.Current.CancellationToken));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, context.Response.StatusCode);
    }

    private static DatabaseReadiness Ready()
    {
        var readiness = new DatabaseReadiness();
        readiness.Open();
        return readiness;
    }

    private sealed class AnyGauges : IDatabaseGauges
    {
        public bool Enabled => true;

        public Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Clear()
        {
        }
    }
}
