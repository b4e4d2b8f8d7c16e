using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using OrderSaga.Order.Placement;

namespace OrderSaga.Order.Timeouts;

/// <summary>Keeps small what would grow: the counts that transactions append, and idempotency keys past their retention.</summary>
internal sealed class Housekeeping(NpgsqlDataSource database, IOptions<PlacementOptions> options, TimeProvider clock)
{
    private const int PurgeBatchSize = 1000;
    private static readonly TimeSpan PurgeInterval = TimeSpan.FromMinutes(1);

    private long? lastPurge;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await SumUpCountsAsync(cancellationToken);
        if (lastPurge is { } last && clock.GetElapsedTime(last) < PurgeInterval)
        {
            return;
        }

        await PurgeKeysAsync(cancellationToken);
        lastPurge = clock.GetTimestamp();
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

    internal async Task PurgeKeysAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            DELETE FROM idempotency_keys
            WHERE key IN (
                SELECT key FROM idempotency_keys WHERE created_at < @bound ORDER BY created_at LIMIT @PurgeBatchSize FOR UPDATE SKIP LOCKED)
            """;
        var bound = clock.GetUtcNow() - options.Value.IdempotencyRetention;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        int purged;
        do
        {
            purged = await connection.ExecuteAsync(new CommandDefinition(Sql, new { bound, PurgeBatchSize }, cancellationToken: cancellationToken));
        }
        while (purged == PurgeBatchSize);
    }
}
