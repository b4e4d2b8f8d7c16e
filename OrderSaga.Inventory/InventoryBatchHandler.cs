using OrderSaga.Inventory.Data;
using OrderSaga.Inventory.Domain;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.Inventory;

/// <summary>Load and lock, decide in memory, save: two round trips a batch, whatever its size.</summary>
internal sealed partial class InventoryBatchHandler(ILogger<InventoryBatchHandler> logger) : IBatchHandler
{
    public async Task HandleAsync(IReadOnlyList<InboundMessage> messages, UnitOfWork work, CancellationToken cancellationToken)
    {
        var (stored, stock) = await ReservationStore.LoadForUpdateAsync(work, BatchKeys.Of(messages), cancellationToken);
        var batch = new ReservationBatch(stored, stock);
        foreach (var message in messages)
        {
            work.Emit(batch.Apply(message.Event), message.Trace);
        }

        var outcome = batch.Outcome();
        await ReservationStore.SaveAsync(work, outcome, cancellationToken);
        LogHandled(messages.Count, outcome.New.Count, outcome.Changed.Count, outcome.Stock.Count);
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "{Messages} messages made {New} reservations, changed {Changed} and touched {Items} items")]
    private partial void LogHandled(int messages, int @new, int changed, int items);
}
