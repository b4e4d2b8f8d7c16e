using Dapper;
using Npgsql;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.ServiceDefaults.Messaging.Inbox;

/// <summary>The SQL of the inbox: which message ids have been handled.</summary>
internal static class InboxTable
{
    /// <summary>
    /// Records the ids in the unit's transaction, and answers which of them are new. An id that another transaction is recording makes this
    /// one wait for the outcome of that transaction.
    /// </summary>
    public static async Task<HashSet<Guid>> RecordAsync(UnitOfWork work, Guid[] ids, CancellationToken cancellationToken)
    {
        // Sorted, so that two instances with overlapping batches wait for each other in one direction only.
        const string Sql = """
            INSERT INTO inbox (message_id)
            SELECT DISTINCT id FROM unnest(@ids) AS id
            ORDER BY id
            ON CONFLICT DO NOTHING
            RETURNING message_id
            """;
        return [.. await work.Connection.QueryAsync<Guid>(
            new CommandDefinition(Sql, new { ids }, work.Transaction, cancellationToken: cancellationToken))];
    }

    /// <summary>Deletes up to <paramref name="limit"/> ids below <paramref name="bound"/>, and answers how many.</summary>
    public static Task<int> PurgeAsync(NpgsqlConnection connection, Guid bound, int limit, CancellationToken cancellationToken)
    {
        const string Sql = """
            DELETE FROM inbox
            WHERE message_id IN (SELECT message_id FROM inbox WHERE message_id < @bound ORDER BY message_id LIMIT @limit FOR UPDATE SKIP LOCKED)
            """;
        return connection.ExecuteAsync(new CommandDefinition(Sql, new { bound, limit }, cancellationToken: cancellationToken));
    }
}
