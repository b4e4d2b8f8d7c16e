using Microsoft.Extensions.Options;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.Order;

/// <summary>Order's step of the saga. Load and lock, decide in memory, save: two round trips a batch, whatever its size.</summary>
internal sealed partial class OrderBatchHandler(
    IOptions<SagaOptions> options, OrderMetrics metrics, ILogger<OrderBatchHandler> logger) : IBatchHandler
{
    public async Task HandleAsync(IReadOnlyList<InboundMessage> messages, UnitOfWork work, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. messages.Select(message => message.Event.Id).Distinct()];
        var batch = new OrderBatch(await OrderStore.LoadForUpdateAsync(work, ids, cancellationToken), work, options.Value);
        foreach (var message in messages)
        {
            batch.Receive(message);
        }

        await OrderStore.SaveAsync(work, batch, cancellationToken);
        metrics.Settled(batch.Changes);
        LogHandled(messages.Count, ids.Length);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Messages} messages moved {Orders} orders")]
    private partial void LogHandled(int messages, int orders);
}
