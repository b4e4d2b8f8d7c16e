using Dapper;
using OrderSaga.Contracts.Events;
using OrderSaga.Inventory.Data;
using OrderSaga.Inventory.Domain;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.Inventory;

/// <summary>Load and lock, decide in memory, save: a statement for each table, whatever the batch's size.</summary>
internal sealed partial class InventoryBatchHandler(ILogger<InventoryBatchHandler> logger) : IBatchHandler
{
    public Statement Load(IReadOnlyList<InboundMessage> arrived) => ReservationStore.LoadForUpdate(BatchKeys.Of(arrived));

    public async Task HandleAsync(
        IReadOnlyList<InboundMessage> messages, SqlMapper.GridReader loaded, UnitOfWork work, CancellationToken cancellationToken)
    {
        var (stored, stock) = await ReservationStore.ReadAsync(loaded);
        var outcome = Decide(new ReservationBatch(stored, stock), messages, work);
        ReservationStore.Save(work, outcome);
    }

    private BatchOutcome Decide(ReservationBatch batch, IReadOnlyList<InboundMessage> messages, UnitOfWork work)
    {
        foreach (var message in messages)
        {
            work.Emit(batch.Apply(message.Event), message.Trace);
        }

        var outcome = batch.Outcome();
        work.OnCommitted(() => LogHandled(messages.Count, outcome.New.Count, outcome.Changed.Count, outcome.Stock.Count));
        return outcome;
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "{Messages} messages made {New} reservations, changed {Changed} and touched {Items} items")]
    private partial void LogHandled(int messages, int @new, int changed, int items);
}
