using Dapper;
using Npgsql;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Fixture;

/// <summary>Two transactions that meet at the same rows, in an order that the test decides.</summary>
internal static class HeldCommit
{
    private const int Gate = 1;

    /// <summary>
    /// Holds the first transaction between its last write and its commit, starts <paramref name="other"/>, and lets the first commit
    /// once the other waits for a lock of it.
    /// </summary>
    public static async Task<Task<T>> WhileAsync<T>(
        NpgsqlDataSource database, SagaTransaction transaction, Func<UnitOfWork, CancellationToken, Task> first, Func<Task<T>> other)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("SELECT pg_advisory_lock(@Gate)", new { Gate });
        var committing = transaction.ExecuteAsync(
            async (work, token) =>
            {
                await first(work, token);
                await work.Connection.ExecuteAsync("SELECT pg_advisory_xact_lock_shared(@Gate)", new { Gate }, work.Transaction);
            },
            TestContext.Current.CancellationToken);
        await connection.UntilWaitingAsync(1);
        var waiting = other();
        await connection.UntilWaitingAsync(2);
        await connection.ExecuteAsync("SELECT pg_advisory_unlock(@Gate)", new { Gate });
        await committing;
        return waiting;
    }

    /// <summary>Returns when so many sessions of this database wait for a lock.</summary>
    public static Task UntilWaitingAsync(this NpgsqlConnection connection, long sessions) => Until.EqualAsync(
        sessions,
        () => connection.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"),
        "sessions that wait for a lock");
}
