using OrderSaga.Inventory.Data;
using OrderSaga.Inventory.Domain;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Inventory;

/// <summary>Load and lock, decide in memory, save: a statement for each table, whatever the batch's size.</summary>
internal sealed partial class InventoryBatchHandler(ILogger<InventoryBatchHandler> logger) : IBatchHandler
{
    public async Task HandleAsync(IReadOnlyList<InboundMessage> messages, UnitOfWork work, CancellationToken cancellationToken)
    {
        var batch = await ReservationStore.LoadAsync(work, BatchKeys.Of(messages), cancellationToken);
        foreach (var message in messages)
        {
            work.Emit(batch.Apply(message.Event), message.Trace);
        }

        var outcome = batch.Outcome();
        await ReservationStore.SaveAsync(work, outcome, cancellationToken);
        work.OnCommitted(() => LogHandled(messages.Count, outcome.New.Count, outcome.Changed.Count, outcome.Stock.Count));
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "{Messages} messages made {New} reservations, changed {Changed} and touched {Items} items")]
    private partial void LogHandled(int messages, int @new, int changed, int items);
}
