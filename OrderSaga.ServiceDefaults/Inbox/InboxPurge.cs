using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OrderSaga.Contracts;
using OrderSaga.ServiceDefaults.Database;

namespace OrderSaga.ServiceDefaults.Inbox;

/// <summary>Forgets message ids past their retention, in bounded batches. UUIDv7 ids are ordered by time, so the key alone finds them.</summary>
internal sealed partial class InboxPurge(
    NpgsqlDataSource database, DatabaseReadiness readiness, IOptions<InboxOptions> options, TimeProvider clock, ILogger<InboxPurge> logger)
    : BackgroundService
{
    private bool failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.PurgeInterval, clock);
        do
        {
            try
            {
                await PurgeAsync(stoppingToken);
                failing = false;
            }
            catch (NpgsqlException e)
            {
                if (!failing)
                {
                    LogFailed(e);
                }

                failing = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var bound = UuidTime.LowestAt(clock.GetUtcNow() - options.Value.Retention);
        var total = 0;
        int deleted;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        do
        {
            deleted = await InboxTable.PurgeAsync(connection, bound, options.Value.PurgeBatchSize, cancellationToken);
            total += deleted;
        }
        while (deleted == options.Value.PurgeBatchSize);
        return total;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The inbox could not be purged; trying again at every interval")]
    private partial void LogFailed(Exception exception);
}
