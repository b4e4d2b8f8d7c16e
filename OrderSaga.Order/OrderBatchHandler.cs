using Microsoft.Extensions.Options;
using OrderSaga.Contracts.Events;
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
        var changing = messages.Where(message => message.Event is not InventoryReserved).Select(message => message.Event.Id).ToHashSet();
        var noted = messages.Select(message => message.Event.Id).Where(id => !changing.Contains(id)).ToHashSet();
        var batch = new OrderBatch(await OrderStore.LoadAsync(work, [.. changing], [.. noted], cancellationToken), work, options.Value);
        foreach (var message in messages)
        {
            batch.Receive(message);
        }

        await OrderStore.SaveAsync(work, batch, cancellationToken);
        work.OnCommitted(() => metrics.Settled(batch.Changes));
        LogHandled(messages.Count, changing.Count + noted.Count);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Messages} messages spoke of {Orders} orders")]
    private partial void LogHandled(int messages, int orders);
}
