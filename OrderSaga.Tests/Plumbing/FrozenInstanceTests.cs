using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

/// <summary>
/// An instance stops in the midst of a transaction, and neither commits it nor hangs up: its host has lost power, its wire is cut, it is
/// stopped by a signal. What it holds must not hold up the others.
/// </summary>
public sealed class FrozenInstanceTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Consumer_AnotherInstanceIsFrozenWithTheMessage_HandlesItAndTheOtherSkipsItOnceItGoesOn()
    {
        await using var frozen = await StartAsync();
        using var release = new ManualResetEventSlim();
        using var duplicates = new MeterProbe("ordersaga.inbox.duplicates");
        using var retries = new MeterProbe("ordersaga.consumer.retries");
        frozen.Handler.FailOn = _ =>
        {
            release.Wait(Cancellation);
            return null;
        };
        try
        {
            var messageId = await frozen.PublishAsync(Publishing.NewOrder());
            await Until.TrueAsync(() => Task.FromResult(!frozen.Handler.Attempts.IsEmpty), "the message is in hand");
            await using var other = await StartAsync(frozen.Names);

            // The frozen one has its one message; the broker gives this to the other, as it does once it knows that the first is gone.
            await frozen.PublishAsync(Publishing.NewOrder(), messageId);

            await Until.EqualAsync(1, () => other.CountAsync("handled"), "messages handled");
            Assert.Equal((0, 0), (duplicates.Total, retries.Total));
            release.Set();
            await Until.EqualAsync(1, () => Task.FromResult(duplicates.Total), "repeats skipped");
            Assert.Equal(1, await other.CountAsync("handled"));
            Assert.Equal(1, await other.CountAsync("inbox"));
            Assert.Equal(1, retries.Total);
            Assert.Equal(0u, await other.ParkedAsync());
        }
        finally
        {
            release.Set();
        }
    }

    [Fact]
    public async Task Sweep_WaitsForTheBroker_IsNotTakenForFrozen()
    {
        await using var plumbing = await StartAsync();
        await plumbing.StopAsync();
        var id = Guid.CreateVersion7();
        await plumbing.ScalarAsync<object>(
            $"""
            INSERT INTO outbox (message_id, order_id, type, payload, occurred_at, appended_at) VALUES ('{id}', '{id}', 'X', '', now(), '2000-01-01');
            SELECT 1
            """);
        var claim = await SweepClaim.TakeAsync(plumbing.Database, Guid.Empty, new OutboxOptions(), Cancellation);
        Assert.Equal(id, Assert.Single(claim.Rows).MessageId);
        claim.Publishing(id);

        await OutlastAsync(plumbing);
        claim.Answered(id, isConfirmed: true);
        claim.Published();

        Assert.Equal(1, await claim.SettleAsync(TimeSpan.FromSeconds(5), TimeProvider.System, Cancellation));
        Assert.Equal(0, await plumbing.CountAsync("outbox"));
    }

    [Fact]
    public async Task Consumer_SlowOnPurpose_IsNotTakenForFrozen()
    {
        await using var plumbing = await StartAsync();
        await plumbing.StopAsync();
        var clock = new FakeTimeProvider();
        var handler = new FaultyHandler(new RecordingHandler(), clock) { Chaos = new HandlerChaos(0, TimeSpan.FromSeconds(30)) };
        var handling = plumbing.Services.GetRequiredService<SagaTransaction>()
            .ProcessAsync(handler, [Publishing.NewOrder().Deliver()]);
        await Until.TrueAsync(
            () => plumbing.ScalarAsync<bool>(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction')"),
            "the handler rests in its transaction");

        await OutlastAsync(plumbing);
        clock.Advance(TimeSpan.FromSeconds(30));
        await handling;

        Assert.Equal(1, await plumbing.CountAsync("handled"));
    }

    [Theory]
    [InlineData("idle_in_transaction_session_timeout", "1s")]
    [InlineData("tcp_keepalives_idle", "10")]
    [InlineData("tcp_keepalives_interval", "5")]
    [InlineData("tcp_keepalives_count", "3")]
    [InlineData("tcp_user_timeout", "25000")]
    [InlineData("enable_seqscan", "off")]
    public async Task Session_AsksTheServerToNoticeWhoIsGone(string setting, string value)
    {
        await using var plumbing = await StartAsync();

        Assert.Equal(value, await plumbing.ScalarAsync<string>($"SHOW {setting}"));
    }

    /// <summary>Returns once the server has ended a transaction for its idleness that is younger than those there are.</summary>
    private static async Task OutlastAsync(PlumbingHost plumbing)
    {
        await using var idle = await plumbing.Database.OpenConnectionAsync(Cancellation);
        await using var transaction = await idle.BeginTransactionAsync(Cancellation);
        await idle.ExecuteAsync("SELECT 1");
        var backend = idle.ProcessID;
        await Until.TrueAsync(
            () => plumbing.ScalarAsync<bool>($"SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {backend})"),
            "the server has ended the idle transaction");

        var fault = await Assert.ThrowsAnyAsync<NpgsqlException>(() => idle.ExecuteAsync("SELECT 1"));

        Assert.Equal("25P03", (fault as PostgresException)?.SqlState);
        Assert.True(DatabaseFaults.IsTransient(fault));
    }

    // A fault that is held against a message parks it at its first attempt.
    private Task<PlumbingHost> StartAsync(PlumbingNames? names = null) => PlumbingHost.StartAsync(
        application,
        settings =>
        {
            settings["Database:IdleTransactionTimeout"] = "00:00:01";
            settings["Consumer:Prefetch"] = "1";
            settings["Consumer:MaxAttempts"] = "1";
        },
        names);
}
