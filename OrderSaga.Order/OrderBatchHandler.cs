using Microsoft.Extensions.Options;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Timeouts;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Order;

/// <summary>Order's step of the saga. Load and lock, decide in memory, save: a statement for each table, whatever the batch's size.</summary>
internal sealed partial class OrderBatchHandler(
    IOptions<SagaOptions> options, ResponseTimeEstimator answers, OrderMetrics metrics, ILogger<OrderBatchHandler> logger) : IBatchHandler
{
    public async Task HandleAsync(IReadOnlyList<InboundMessage> messages, UnitOfWork work, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. messages.Select(message => message.Event.Id).Distinct()];
        var batch = new OrderBatch(await OrderStore.LoadAsync(work, ids, cancellationToken), work, options.Value);
        foreach (var message in messages)
        {
            batch.Receive(message);
        }

        var changes = await OrderStore.SaveAsync(work, batch, cancellationToken);
        work.OnCommitted(() =>
        {
            answers.Answered(changes);
            metrics.Settled(changes);
        });
        LogHandled(messages.Count);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Handled {Messages} messages")]
    private partial void LogHandled(int messages);
}
