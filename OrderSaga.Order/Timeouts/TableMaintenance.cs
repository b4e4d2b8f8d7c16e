using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OrderSaga.Order.Placement;

namespace OrderSaga.Order.Timeouts;

/// <summary>Keeps small what would grow: the counts that transactions append, and idempotency keys past their retention.</summary>
internal sealed class TableMaintenance(NpgsqlDataSource database, IOptions<PlacementOptions> options, TimeProvider clock)
{
    private const int PurgeBatchSize = 1000;

    // The monitor's passes drive overdue orders, and must not be held up by a backlog of keys: after days of downtime, or when the retention
    // was lowered, there are millions. With a pass a second, more keys are forgotten than orders can be placed.
    private const int MaxPurgeBatches = 10;
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromMinutes(1);

    private long? lastPurge;

    /// <summary>One pass, of bounded length. While it leaves keys behind, the next one goes on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await SumUpCountsAsync(cancellationToken);
        if (lastPurge is { } last && clock.GetElapsedTime(last) < PurgeInterval)
        {
            return;
        }

        lastPurge = await PurgeKeysAsync(cancellationToken) ? clock.GetTimestamp() : null;
    }

    /// <summary>
    /// Replaces the counts that have gathered by their sum, in one statement: whoever sums them up sees the same before and after.
    /// </summary>
    internal async Task SumUpCountsAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            WITH gathered AS (
                DELETE FROM order_counts
                WHERE (SELECT count(*) FROM order_counts) > 32
                RETURNING pending, confirmed, cancelled, unsettled
            )
            INSERT INTO order_counts (pending, confirmed, cancelled, unsettled)
            SELECT sum(pending), sum(confirmed), sum(cancelled), sum(unsettled) FROM gathered HAVING count(*) > 0
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(Sql, cancellationToken: cancellationToken));
    }

    /// <summary>Forgets up to 10,000 keys past their retention. Answers whether that was all of them.</summary>
    internal async Task<bool> PurgeKeysAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            DELETE FROM idempotency_keys
            WHERE key IN (
                SELECT key FROM idempotency_keys WHERE created_at < @bound ORDER BY created_at LIMIT @PurgeBatchSize FOR UPDATE SKIP LOCKED)
            """;
        var bound = clock.GetUtcNow() - options.Value.IdempotencyRetention;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        for (var batch = 0; batch < MaxPurgeBatches; batch++)
        {
            var purged = await connection.ExecuteAsync(new CommandDefinition(Sql, new { bound, PurgeBatchSize }, cancellationToken: cancellationToken));
            if (purged < PurgeBatchSize)
            {
                return true;
            }
        }

        return false;
    }
}
