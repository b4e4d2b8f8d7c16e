using System.Diagnostics;
using Microsoft.Extensions.Options;
using OrderSaga.Contracts.Events;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Order.Timeouts;

/// <summary>
/// Drives orders again whose deadline has passed, and cancels those that were PENDING for too long. While the broker is away, or takes
/// no messages (memory or disk alarm), nothing is driven: the last attempt is still in the outbox, and more of them would only stand in the
/// way when the broker is back. While answers come late, orders have more time (see <see cref="ResponseTimeEstimator"/>).
/// </summary>
internal sealed partial class OverdueOrders(
    SagaTransaction transaction,
    OutboxChannel relay,
    ResponseTimeEstimator answers,
    IOptions<SagaOptions> options,
    OrderMetrics metrics,
    ILogger<OverdueOrders> logger)
{
    // Fewer: the backlog of an outage takes more commits. More: their locks hold up the answers that come in meanwhile.
    internal const int BatchSize = 500;

    private readonly SagaOptions timing = options.Value;

    /// <summary>All that are overdue now, batch by batch.</summary>
    /// <param name="mayGiveUp">Whether those that were PENDING for too long are cancelled; if not, they are driven like the others.</param>
    /// <param name="batchBegins">Called before each batch.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task DriveAllAsync(bool mayGiveUp, Action batchBegins, CancellationToken cancellationToken)
    {
        int claimed;
        do
        {
            batchBegins();
            claimed = await transaction.ExecuteAsync((work, token) => DriveBatchAsync(work, mayGiveUp, token), cancellationToken);
        }
        while (claimed == BatchSize);
    }

    private async Task<int> DriveBatchAsync(UnitOfWork work, bool mayGiveUp, CancellationToken cancellationToken)
    {
        var orders = await OrderStore.ClaimOverdueAsync(work, work.Now - answers.ExtraTimeout, BatchSize, cancellationToken);
        if (orders.Count == 0)
        {
            return 0;
        }

        var (givenUp, driven) = (0, 0);
        var isBrokerThere = relay.IsOpen;
        var batch = new OrderBatch(orders, work, timing);
        foreach (var order in orders)
        {
            if (mayGiveUp && Deadlines.IsGivenUp(order, work.Now, timing))
            {
                using var activity = OrderTelemetry.StartInTraceOf(order, "give up order");
                batch.Cancel(order, Reasons.Timeout, OrderTelemetry.TraceOf(order, activity));
                givenUp++;
            }
            else if (isBrokerThere)
            {
                Redrive.Drive(batch, order);
                driven++;
            }
            else
            {
                batch.Postpone(order);
            }
        }

        await OrderStore.SaveAsync(work, batch, cancellationToken);
        work.OnCommitted(() =>
        {
            metrics.Redriven(driven);
            metrics.GivenUp(givenUp);
            LogDriven(driven, givenUp, orders.Count - driven - givenUp);
        });
        return orders.Count;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Of the overdue orders, drove {Redriven} again, gave up {GivenUp} and put off {PutOff} until the broker is back")]
    private partial void LogDriven(int redriven, int givenUp, int putOff);
}
