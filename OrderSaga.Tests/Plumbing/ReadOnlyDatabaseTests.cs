using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OrderSaga.ServiceDefaults.Health;
using OrderSaga.ServiceDefaults.Http;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Order;

namespace OrderSaga.Tests.Plumbing;

/// <summary>
/// A failover leaves a server that answers and takes no writes. That passes; and once it has, nobody holds on to a connection of that time.
/// </summary>
public sealed class ReadOnlyDatabaseTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Consumer_DatabaseReadOnly_ParksNothingAndGoesOnOnceItIsWritable()
    {
        await using var plumbing = await StartAsync();
        using var retries = new MeterProbe("ordersaga.consumer.retries");
        var name = new NpgsqlConnectionStringBuilder(plumbing.Names.Database).Database!;
        await TestDatabase.SetReadOnlyAsync(application, name, isReadOnly: true);
        for (var i = 0; i < 20; i++)
        {
            await plumbing.PublishAsync(Publishing.NewOrder());
        }

        // A fault that is held against the messages parks them at their first attempt.
        await Until.TrueAsync(() => Task.FromResult(retries.Total > 4), "the batch is tried again and again");
        Assert.Equal(0, await plumbing.CountAsync("handled"));
        await TestDatabase.SetReadOnlyAsync(application, name, isReadOnly: false);

        await Until.EqualAsync(20, () => plumbing.CountAsync("handled"), "messages handled");
        Assert.Equal(0u, await plumbing.ParkedAsync());
    }

    [Fact]
    public async Task Sweep_PoolLeadsToAReadOnlyServer_ConnectsAnew()
    {
        await using var plumbing = await StartStaleAsync();
        var fault = await Assert.ThrowsAsync<PostgresException>(() => ClaimAsync(plumbing));
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, fault.SqlState);

        await using var claim = await ClaimAsync(plumbing);

        Assert.Empty(claim.Rows);
    }

    [Fact]
    public async Task OutboxRowDeleter_PoolLeadsToAReadOnlyServer_ConnectsAnew()
    {
        var id = Guid.CreateVersion7();
        await using var plumbing = await StartStaleAsync(
            $"INSERT INTO outbox (message_id, order_id, type, payload, occurred_at) VALUES ('{id}', '{id}', 'X', '', now()); SELECT 1");
        var rows = new OutboxRowDeleter(
            plumbing.Database,
            new OutboxChannel(),
            new LoopState(OutboxRowDeleter.LoopName, TimeProvider.System),
            Options.Create(new OutboxOptions()),
            TimeProvider.System,
            NullLogger<OutboxRowDeleter>.Instance);
        rows.Add(id);

        await rows.FlushAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(0, await plumbing.CountAsync("outbox"));
    }

    [Fact]
    public async Task Request_PoolLeadsToAReadOnlyServer_IsAnswered503AndTheNextConnectsAnew()
    {
        await using var plumbing = await StartStaleAsync();
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        var handler = new UnavailableHandler(TimeProvider.System, NullLogger<UnavailableHandler>.Instance, plumbing.Database);
        var fault = await Assert.ThrowsAsync<PostgresException>(() => plumbing.ScalarAsync<object>("CREATE TABLE x ()"));

        Assert.True(await handler.TryHandleAsync(context, fault, Cancellation));

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, context.Response.StatusCode);
        Assert.Equal("off", await plumbing.ScalarAsync<string>("SHOW transaction_read_only"));
    }

    [Fact]
    public async Task Health_PoolLeadsToAReadOnlyServer_SaysSoAndConnectsAnew()
    {
        await using var plumbing = await StartStaleAsync();
        var check = plumbing.Services.GetRequiredService<DatabaseHealthCheck>();

        var report = await check.CheckHealthAsync(new HealthCheckContext(), Cancellation);

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.StartsWith("takes no writes since 20", report.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext(), Cancellation)).Status);
    }

    [Fact]
    public async Task Migrate_PoolLeadsToAReadOnlyServer_ConnectsAnew()
    {
        await using var database = await OrderDatabase.CreateAsync(application, before: source => source.MakeStaleAsync(application))
            .WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal(0, await database.CountAsync("orders"));
    }

    private static Task<SweepClaim> ClaimAsync(PlumbingHost plumbing) =>
        SweepClaim.TakeAsync(plumbing.Database, Guid.Empty, new OutboxOptions(), Cancellation);

    // Its sweep would soon find out by itself.
    private Task<PlumbingHost> StartAsync() =>
        PlumbingHost.StartAsync(
            application, settings => (settings["Outbox:SweepInterval"], settings["Consumer:MaxAttempts"]) = ("01:00:00", "1"));

    /// <summary>One whose loops have ended, so that nobody else connects anew.</summary>
    private async Task<PlumbingHost> StartStaleAsync(string sql = "SELECT 1")
    {
        var plumbing = await StartAsync();
        await plumbing.StopAsync();
        await plumbing.ScalarAsync<object>(sql);
        await plumbing.Database.MakeStaleAsync(application);
        return plumbing;
    }
}
