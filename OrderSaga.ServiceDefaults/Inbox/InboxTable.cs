using Dapper;
using Npgsql;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.ServiceDefaults.Inbox;

/// <summary>The SQL of the inbox: which message ids have been handled.</summary>
internal static class InboxTable
{
    /// <summary>
    /// Records the ids in the unit's transaction, and loads what it takes to handle their messages, in one round trip. Answers which of
    /// the ids are new, and what was loaded. An id that another transaction is recording just now makes this one wait for that one's outcome.
    /// </summary>
    /// <exception cref="PostgresException">
    /// That other transaction committed: <see cref="Database.DatabaseFaults.IsConflict"/>. Tried again, the id is found. ON CONFLICT would
    /// avoid this rare second attempt at the price of a speculative insertion, which is a WAL record more for every message.
    /// </exception>
    public static async Task<(HashSet<Guid> Unseen, SqlMapper.GridReader Loaded)> RecordAsync(
        UnitOfWork work, Guid[] inboxIds, Statement? load, CancellationToken cancellationToken)
    {
        // Sorted, so that two instances with overlapping batches wait for each other in one direction only. A scalar subquery is looked up
        // by the key whatever the planner thinks, where NOT EXISTS could become a join that reads the whole inbox.
        const string Sql = """
            INSERT INTO inbox (message_id)
            SELECT DISTINCT id FROM unnest(@inboxIds) AS id
            WHERE (SELECT true FROM inbox WHERE message_id = id) IS NULL
            ORDER BY id
            RETURNING message_id;

            """;
        var parameters = new DynamicParameters(new { inboxIds });
        parameters.AddDynamicParams(load?.Parameters);
        var results = await work.Connection.QueryMultipleAsync(
            new CommandDefinition(Sql + load?.Sql, parameters, work.Transaction, cancellationToken: cancellationToken));
        return ([.. await results.ReadAsync<Guid>()], results);
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
