using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderSaga.ServiceDefaults.Database;

namespace OrderSaga.ServiceDefaults.Metrics;

/// <summary>
/// Reads what gauges show ahead of their collection: an exporter that collects must never wait for a database, and several that do
/// must not ask it several times.
/// </summary>
internal sealed partial class GaugeReader(
    NpgsqlDataSource database, IEnumerable<IDatabaseGauges> gauges, DatabaseReadiness readiness, TimeProvider clock, ILogger<GaugeReader> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private bool failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            Exception? fault = null;
            foreach (var gauge in gauges.Where(gauge => gauge.Enabled))
            {
                fault = await TryReadAsync(gauge, stoppingToken) ?? fault;
            }

            Tell(fault);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Once an outage, however many gauges there are.
    private void Tell(Exception? fault)
    {
        if (fault is not null && !failing)
        {
            LogUnread(fault);
        }

        failing = fault is not null;
    }

    private async Task<Exception?> TryReadAsync(IDatabaseGauges gauge, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await gauge.ReadAsync(connection, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            gauge.Clear();
            return e;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gauges could not be read; they show nothing until they can")]
    private partial void LogUnread(Exception exception);
}
