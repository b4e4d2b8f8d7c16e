using Microsoft.Extensions.Options;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.Order.Timeouts;

/// <summary>
/// Looks after orders whose answers do not come, and keeps the house. Any number of instances may run it: what one has locked the
/// others skip.
/// </summary>
/// <remarks>
/// After a start it waits for the relay to be connected, at most <see cref="SagaOptions.StepTimeout"/>: without it all that is overdue would be
/// put off. And for one StepTimeout from its first pass it gives up no order: after a downtime, answers wait in the queue that are about to be read.
/// </remarks>
internal sealed partial class TimeoutMonitor(
    OverdueOrders overdue,
    OutboxChannel relay,
    TableMaintenance housekeeping,
    DatabaseReadiness readiness,
    [FromKeyedServices(TimeoutMonitor.LoopName)] LoopState loop,
    IOptions<SagaOptions> options,
    TimeProvider clock,
    ILogger<TimeoutMonitor> logger) : BackgroundService
{
    public const string LoopName = "timeout monitor";

    private readonly SagaOptions timing = options.Value;
    private long firstPass;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WaitAsync(stoppingToken);
        await WaitForRelayAsync(stoppingToken);
        firstPass = clock.GetTimestamp();
        await Recurring.RunAsync(timing.MonitorInterval, RunAsync, new OutageLog(LogFailed), loop, clock, stoppingToken);
    }

    private async Task WaitForRelayAsync(CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(timing.StepTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            await relay.WhenConnectedAsync(either.Token);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The broker is away: orders are put off, and those that are too old are given up.
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        // However many there are, each batch of them is a sign of life.
        var mayGiveUp = clock.GetElapsedTime(firstPass) >= timing.StepTimeout;
        await overdue.DriveAllAsync(mayGiveUp, batchBegins: loop.Begin, cancellationToken);
        loop.Begin();
        await housekeeping.RunAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Overdue orders could not be looked after; trying again at every interval")]
    private partial void LogFailed(Exception exception);
}
