using Microsoft.Extensions.Options;
using Npgsql;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Database;
using OrderSaga.ServiceDefaults.Health;

namespace OrderSaga.Order.Timeouts;

/// <summary>
/// Looks after orders whose answers do not come, and keeps the house. Any number of instances may run it: what one has locked the
/// others skip.
/// </summary>
internal sealed partial class TimeoutMonitor(
    OverdueOrders overdue,
    Housekeeping housekeeping,
    DatabaseReadiness readiness,
    [FromKeyedServices(TimeoutMonitor.LoopName)] LoopState loop,
    IOptions<SagaOptions> options,
    TimeProvider clock,
    ILogger<TimeoutMonitor> logger) : BackgroundService
{
    public const string LoopName = "timeout monitor";

    private bool failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.MonitorInterval, clock);
        do
        {
            await RunAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // However many there are, each batch of them is a sign of life.
            await overdue.DriveAllAsync(batchBegins: loop.Begin, cancellationToken);
            loop.Begin();
            await housekeeping.RunAsync(cancellationToken);
            loop.End();
            failing = false;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException || DatabaseFaults.IsTransient(e))
        {
            if (!failing)
            {
                LogFailed(e);
            }

            failing = true;
            loop.Fail(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Overdue orders could not be looked after; trying again at every interval")]
    private partial void LogFailed(Exception exception);
}
