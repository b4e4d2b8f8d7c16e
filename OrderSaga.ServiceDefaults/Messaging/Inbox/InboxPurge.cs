using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OrderSaga.Contracts;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.ServiceDefaults.Messaging.Inbox;

/// <summary>Forgets message ids past their retention, in bounded batches. UUIDv7 ids are ordered by time, so the key alone finds them.</summary>
internal sealed partial class InboxPurge(
    NpgsqlDataSource database,
    DatabaseReadiness readiness,
    [FromKeyedServices(InboxPurge.LoopName)] LoopState loop,
    IOptions<InboxOptions> options,
    TimeProvider clock,
    ILogger<InboxPurge> logger) : BackgroundService
{
    public const string LoopName = "inbox purge";

    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    // A larger number holds locks for longer. A statement must be done in 30 s.
    private const int RowsInOneTransaction = 10_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        var outage = new OutageLog(LogFailed);
        await Recurring.RunAsync(Interval, token => PurgeAsync(RowsInOneTransaction, token), outage, loop, clock, stoppingToken);
    }

    /// <summary>Answers how many ids are forgotten.</summary>
    internal async Task<int> PurgeAsync(int batchSize, CancellationToken cancellationToken)
    {
        var bound = UuidTime.LowestAt(clock.GetUtcNow() - options.Value.Retention);
        var total = 0;
        int deleted;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        do
        {
            // However many there are, each batch of them is a sign of life.
            loop.Begin();
            deleted = await InboxTable.PurgeAsync(connection, bound, batchSize, cancellationToken);
            total += deleted;
        }
        while (deleted == batchSize);
        return total;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The inbox could not be purged; trying again at every interval")]
    private partial void LogFailed(Exception exception);
}
