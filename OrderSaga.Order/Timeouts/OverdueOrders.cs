using System.Diagnostics;
using Microsoft.Extensions.Options;
using OrderSaga.Contracts.Events;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.Order.Timeouts;

/// <summary>Drives orders again whose deadline has passed, and cancels those that were PENDING for too long.</summary>
internal sealed partial class OverdueOrders(
    SagaTransaction transaction, IOptions<SagaOptions> options, OrderMetrics metrics, ILogger<OverdueOrders> logger)
{
    private readonly SagaOptions timing = options.Value;

    /// <summary>All that are overdue now, batch by batch.</summary>
    public async Task DriveAllAsync(Action batchBegins, CancellationToken cancellationToken)
    {
        int claimed;
        do
        {
            batchBegins();
            claimed = await transaction.ExecuteAsync(DriveBatchAsync, cancellationToken);
        }
        while (claimed == timing.MonitorBatchSize);
    }

    private async Task<int> DriveBatchAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        var orders = await OrderStore.ClaimOverdueAsync(work, timing.MonitorBatchSize, cancellationToken);
        if (orders.Count == 0)
        {
            return 0;
        }

        var givenUp = 0;
        var batch = new OrderBatch(orders, work, timing);
        foreach (var order in orders)
        {
            var givesUp = Deadlines.IsGivenUp(order, work.Now, timing);
            givenUp += givesUp ? 1 : 0;
            using var activity = OrderTelemetry.StartInTraceOf(order, givesUp ? "give up order" : "drive order again");
            if (givesUp)
            {
                batch.Cancel(order, Reasons.Timeout, OrderTelemetry.TraceOf(order, activity));
            }
            else
            {
                batch.DriveAgain(order, OrderTelemetry.TraceOf(order, activity));
            }
        }

        await OrderStore.SaveAsync(work, batch, cancellationToken);
        metrics.Redriven(orders.Count - givenUp);
        metrics.GivenUp(givenUp);
        LogDriven(orders.Count - givenUp, givenUp);
        return orders.Count;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Drove {Redriven} overdue orders again and gave up {GivenUp}")]
    private partial void LogDriven(int redriven, int givenUp);
}
