using Dapper;
using Npgsql;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>The SQL of the outbox. The table holds only what is unpublished, so its cost does not grow with history.</summary>
internal static class OutboxTable
{
    /// <summary>Appends rows, in one statement.</summary>
    public static Task AppendAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO outbox (message_id, order_id, type, payload, trace_parent, trace_state, occurred_at)
            SELECT * FROM unnest(@ids, @orderIds, @types, @payloads, @traceParents, @traceStates, @times)
            """;
        var parameters = new
        {
            ids = messages.Select(message => message.MessageId).ToArray(),
            orderIds = messages.Select(message => message.OrderId).ToArray(),
            types = messages.Select(message => message.Type).ToArray(),
            payloads = messages.Select(message => message.Payload).ToArray(),
            traceParents = messages.Select(message => TraceContext.ToBytes(message.Trace)).ToArray(),
            traceStates = messages.Select(message => message.Trace.TraceState).ToArray(),
            times = messages.Select(message => message.OccurredAt).ToArray(),
        };
        return connection.ExecuteAsync(new CommandDefinition(Sql, parameters, transaction, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Claims rows after <paramref name="cursor"/>, in the order of their ids, that no other sweep has claimed and that are older than
    /// the options' grace by the database's clock. The claim holds until the transaction ends, which it may take its time for.
    /// </summary>
    public static async Task<List<OutboxMessage>> ClaimAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid cursor, OutboxOptions options, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT message_id AS MessageId, order_id AS OrderId, type, payload, trace_parent AS TraceParent,
                   trace_state AS TraceState, occurred_at AS OccurredAt
            FROM outbox
            WHERE message_id > @cursor AND appended_at < now() - @grace
            ORDER BY message_id
            LIMIT @limit
            FOR UPDATE SKIP LOCKED
            """;
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            SessionSettings.AllowIdle(options.ClaimTimeout) + Sql,
            new { cursor, grace = options.SweepGrace, limit = OutboxOptions.SweepBatchSize },
            transaction,
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToMessage())];
    }

    /// <summary>What is unpublished, and since when. Cheap, however much there is.</summary>
    public static Task<OutboxView> ReadBacklogAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Ids are ordered by time, so the first by id is the oldest but for a moment.
        const string Sql = """
            SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT @MaxCounted) AS counted) AS Pending,
                   coalesce((SELECT greatest(extract(epoch FROM clock_timestamp() - appended_at), 0)
                             FROM outbox ORDER BY message_id LIMIT 1), 0)::double precision AS OldestAgeSeconds
            """;
        return connection.QuerySingleAsync<OutboxView>(
            new CommandDefinition(Sql, new { OutboxView.MaxCounted }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Deletes confirmed rows without waiting for the disk: a row whose deletion a crash undoes is published again, and skipped by its
    /// readers' inboxes. A row that a sweep may have claimed meanwhile is left to that sweep, rather than waited for: a sweep holds its claim
    /// until the broker has answered.
    /// </summary>
    /// <param name="connection">Not in a transaction.</param>
    /// <param name="young">Too young for any sweep. They are not locked first: that would be one WAL record more for every message.</param>
    /// <param name="old">The others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task DeleteConfirmedAsync(NpgsqlConnection connection, Guid[] young, Guid[] old, CancellationToken cancellationToken)
    {
        const string DeleteYoung = "DELETE FROM outbox WHERE message_id = ANY(@young); ";
        const string DeleteOld = """
            DELETE FROM outbox
            WHERE message_id = ANY(ARRAY(SELECT message_id FROM outbox WHERE message_id = ANY(@old) FOR UPDATE SKIP LOCKED));

            """;
        var sql = "BEGIN; SET LOCAL synchronous_commit TO off; "
            + (young.Length > 0 ? DeleteYoung : "") + (old.Length > 0 ? DeleteOld : "") + "COMMIT";
        return connection.ExecuteAsync(new CommandDefinition(sql, new { young, old }, cancellationToken: cancellationToken));
    }

    /// <summary>Deletes rows that this transaction has claimed.</summary>
    public static Task<int> DeleteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] ids, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM outbox WHERE message_id = ANY(@ids)", new { ids }, transaction, cancellationToken: cancellationToken));

    private sealed class Row
    {
        public required Guid MessageId { get; init; }
        public required Guid OrderId { get; init; }
        public required string Type { get; init; }
        public required string Payload { get; init; }
        public byte[]? TraceParent { get; init; }
        public string? TraceState { get; init; }
        public required DateTime OccurredAt { get; init; }

        public OutboxMessage ToMessage() =>
            new(MessageId, OrderId, Type, Payload, TraceContext.FromBytes(TraceParent, TraceState), OccurredAt);
    }
}
