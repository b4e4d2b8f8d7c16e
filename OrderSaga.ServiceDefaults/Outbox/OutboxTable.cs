using Dapper;
using Npgsql;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>The SQL of the outbox. The table holds only what is unpublished, so its cost does not grow with history.</summary>
internal static class OutboxTable
{
    /// <summary>Appends rows in the caller's transaction: one statement, however many.</summary>
    public static Task AppendAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO outbox (message_id, order_id, type, payload, trace_parent, trace_state, occurred_at)
            SELECT * FROM unnest(@ids, @orderIds, @types, @payloads, @traceParents, @traceStates, @times)
            ON CONFLICT (message_id) DO NOTHING
            """;
        var count = messages.Count;
        var ids = new Guid[count];
        var orderIds = new Guid[count];
        var types = new string[count];
        var payloads = new string[count];
        var traceParents = new string?[count];
        var traceStates = new string?[count];
        var times = new DateTimeOffset[count];
        for (var i = 0; i < count; i++)
        {
            var message = messages[i];
            (ids[i], orderIds[i], types[i], payloads[i]) = (message.MessageId, message.OrderId, message.Type, message.Payload);
            (traceParents[i], traceStates[i], times[i]) = (message.TraceParent, message.TraceState, message.OccurredAt);
        }

        return connection.ExecuteAsync(new CommandDefinition(
            Sql, new { ids, orderIds, types, payloads, traceParents, traceStates, times }, transaction, cancellationToken: cancellationToken));
    }
}
