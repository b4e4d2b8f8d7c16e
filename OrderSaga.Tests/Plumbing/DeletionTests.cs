using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.ServiceDefaults;

namespace OrderSaga.Tests.Plumbing;

/// <summary>The deletion of confirmed rows, where the database refuses it.</summary>
public sealed class DeletionTests(SagaApplication application)
{
    // A permission that was taken away: none of the faults that pass by themselves.
    private const string Refusal = """
        CREATE SEQUENCE refusals;
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM nextval('refusals');
            RAISE EXCEPTION 'not allowed' USING ERRCODE = '42501';
        END $$;
        CREATE TRIGGER refuse BEFORE DELETE ON outbox FOR EACH STATEMENT EXECUTE FUNCTION refuse();
        """;

    [Fact]
    public async Task Refused_AgainAndAgain_IsOneLineAndSeenInHealthAndTheNextIsTriedAllTheSame()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        await plumbing.StopAsync();
        Guid[] ids = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        await using var connection = await plumbing.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            "INSERT INTO outbox (message_id, order_id, type, payload, occurred_at) SELECT id, id, 'X', '', now() FROM unnest(@ids) AS id", new { ids });
        await connection.ExecuteAsync(Refusal);
        var handoff = new OutboxChannel();
        handoff.Open(new BlockedState());
        handoff.Enqueue([.. ids.Select(id => new OutboxMessage(id, id, "X", "", Trace: default, DateTimeOffset.UnixEpoch))]);
        var loop = new LoopState("deletion", TimeProvider.System);
        var log = new WarningKeeper<OutboxRowDeleter>();
        var rows = ActivatorUtilities.CreateInstance<OutboxRowDeleter>(plumbing.Services, handoff, loop, log);
        using var session = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var deleting = rows.RunAsync(session.Token);

        rows.Add(ids[0]);
        await Until.TrueAsync(() => Task.FromResult(loop.Retrying is not null), "the first deletion has failed");
        rows.Add(ids[1]);
        await Until.TrueAsync(async () => await plumbing.ScalarAsync<long>("SELECT last_value FROM refusals") == 2, "the second is tried");
        await Until.TrueAsync(() => Task.FromResult(!handoff.IsInFlight(ids[1])), "the second is left to the sweep");
        Assert.False(handoff.IsInFlight(ids[0]));
        Assert.True(handoff.IsInFlight(ids[2]));
        Assert.Contains("not allowed", loop.Retrying!.Cause, StringComparison.Ordinal);
        await connection.ExecuteAsync("DROP TRIGGER refuse ON outbox");
        rows.Add(ids[2]);

        await Until.EqualAsync(2, () => plumbing.CountAsync("outbox"), "rows that are left to the sweep");
        await Until.TrueAsync(() => Task.FromResult(loop.Retrying is null), "it is well again");
        Assert.StartsWith("Confirmed rows could not be deleted", Assert.Single(log.Lines), StringComparison.Ordinal);
        await session.CancelAsync();
        await deleting;
    }
}
