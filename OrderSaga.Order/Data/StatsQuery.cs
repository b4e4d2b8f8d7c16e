using Dapper;
using Npgsql;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Order.Data;

/// <summary>Reads the numbers of all orders without reading all orders.</summary>
internal sealed class StatsQuery(NpgsqlDataSource database)
{
    // The latest orders of each outcome, of which the latest settled ones are looked at.
    private const int Sample = 2000;

    public async Task<OrderStats> ReadAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT coalesce(sum(pending), 0)::bigint AS Pending, coalesce(sum(confirmed), 0)::bigint AS Confirmed,
                   coalesce(sum(cancelled), 0)::bigint AS Cancelled, coalesce(sum(unsettled), 0)::bigint AS Unsettled
            FROM order_counts;

            WITH decided AS (
                (SELECT order_id FROM order_events WHERE outcome = 'CONFIRMED' ORDER BY order_id DESC LIMIT @Sample)
                UNION ALL
                (SELECT order_id FROM order_events WHERE outcome = 'CANCELLED' ORDER BY order_id DESC LIMIT @Sample)
            ), latest AS (
                SELECT order_id FROM decided ORDER BY order_id DESC LIMIT @Sample
            ), durations AS (
                SELECT (1000 * extract(epoch FROM o.settled_at - o.created_at))::double precision AS ms
                FROM latest JOIN orders o ON o.id = latest.order_id
                WHERE o.settled_at IS NOT NULL
            )
            SELECT count(*)::integer AS Count,
                   coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms), 0) AS P50,
                   coalesce(percentile_cont(0.95) WITHIN GROUP (ORDER BY ms), 0) AS P95,
                   coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY ms), 0) AS P99
            FROM durations;
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var results = await connection.QueryMultipleAsync(
            new CommandDefinition(Sql, new { Sample }, cancellationToken: cancellationToken));
        var counts = await results.ReadSingleAsync<OrderCounts>();
        var durations = await results.ReadSingleAsync<SagaDurations>();
        return new OrderStats(counts.Pending, counts.Confirmed, counts.Cancelled, counts.Unsettled, Round(durations));
    }

    // To the microsecond, which is what the times are kept to.
    private static SagaDurations Round(SagaDurations durations) => durations with
    {
        P50 = Math.Round(durations.P50, 3),
        P95 = Math.Round(durations.P95, 3),
        P99 = Math.Round(durations.P99, 3),
    };
}
