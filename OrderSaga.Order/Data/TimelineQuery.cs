using System.Text.Json;
using Dapper;
using Npgsql;
using OrderSaga.Contracts.Http;
using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Data;

/// <summary>Reads what happened to an order.</summary>
internal sealed class TimelineQuery(NpgsqlDataSource database)
{
    // A saga has a handful of events, but whoever publishes to the exchange may add to them.
    private const int MaxEntries = 1000;

    /// <returns>The events in the order in which they were recorded, the first thousand and ORDER_CREATED; null when there is no such order.</returns>
    public async Task<IReadOnlyList<TimelineEntry>?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        // ORDER_CREATED is as old as its order: it happened when the request was accepted, some moments before the commit that sent it.
        const string Sql = """
            SELECT id, user_id AS UserId, item, quantity, price FROM orders WHERE id = @id;

            SELECT message_id AS MessageId, 'ORDER_CREATED' AS type, NULL AS source, created_at AS OccurredAt, created_at AS RecordedAt,
                   NULL AS payload
            FROM orders
            WHERE id = @id
            UNION ALL
            (SELECT message_id, type, source, occurred_at, recorded_at, payload
             FROM order_events
             WHERE order_id = @id
             ORDER BY recorded_at, message_id
             LIMIT @MaxEntries)
            ORDER BY RecordedAt, MessageId;
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var results = await connection.QueryMultipleAsync(
            new CommandDefinition(Sql, new { id, MaxEntries }, cancellationToken: cancellationToken));
        var order = await results.ReadSingleOrDefaultAsync<OrderDetails>();
        return order is null ? null : [.. (await results.ReadAsync<Row>()).Select(row => row.ToEntry(order))];
    }

    private sealed class Row
    {
        public required Guid MessageId { get; init; }
        public required string Type { get; init; }
        public string? Source { get; init; }
        public required DateTime OccurredAt { get; init; }
        public required DateTime RecordedAt { get; init; }
        public string? Payload { get; init; }

        public TimelineEntry ToEntry(OrderDetails order) => new(
            MessageId,
            Type,
            Source ?? ImpliedEvent.SourceOf(Type),
            OccurredAt,
            RecordedAt,
            Payload is null ? JsonElement.Parse(ImpliedEvent.BodyOf(Type, order)!) : JsonElement.Parse(Payload));
    }
}
