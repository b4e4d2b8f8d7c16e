using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.ServiceDefaults.Telemetry;

/// <summary>
/// Reads what gauges show ahead of their collection: an exporter that collects must never wait for a database, and several that do
/// must not ask it several times.
/// </summary>
internal sealed partial class GaugeReader(
    NpgsqlDataSource database,
    IEnumerable<IDatabaseGauges> gauges,
    DatabaseReadiness readiness,
    [FromKeyedServices(GaugeReader.LoopName)] LoopState loop,
    TimeProvider clock,
    ILogger<GaugeReader> logger) : BackgroundService
{
    public const string LoopName = "gauges";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        var outage = new OutageLog(LogUnread);
        await Recurring.RunAsync(Interval, ReadAllAsync, outage, loop, clock, stoppingToken);
    }

    private async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        Exception? fault = null;
        foreach (var gauge in gauges.Where(gauge => gauge.Enabled))
        {
            fault = await TryReadAsync(gauge, cancellationToken) ?? fault;
        }

        if (fault is not null)
        {
            // Once for all gauges. The stack is that of the read.
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    private async Task<Exception?> TryReadAsync(IDatabaseGauges gauge, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await gauge.ReadAsync(connection, cancellationToken);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            gauge.Clear();
            return e;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gauges could not be read; they show nothing until they can")]
    private partial void LogUnread(Exception exception);
}
