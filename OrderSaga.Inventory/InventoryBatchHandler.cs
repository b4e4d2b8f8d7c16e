using System.Collections.ObjectModel;
using Dapper;
using OrderSaga.Contracts.Events;
using OrderSaga.Inventory.Data;
using OrderSaga.Inventory.Domain;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.Inventory;

/// <summary>
/// Load and lock, decide in memory, save: a statement for each table, whatever the batch's size. The usual course decides without
/// loading, on what it assumes, and has the database hold it to that.
/// </summary>
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

    /// <summary>An order nobody has spoken of, and enough of what it asks for.</summary>
    public bool IsForeseeable(IReadOnlyList<InboundMessage> arrived) => arrived.All(message => message.Event is OrderCreated);

    public void HandleOptimistically(IReadOnlyList<InboundMessage> messages, UnitOfWork work)
    {
        var plenty = StockLedger.Plenty(messages.Select(message => ((OrderCreated)message.Event).Item));
        var outcome = Decide(new ReservationBatch(ReadOnlyDictionary<Guid, ReservationState>.Empty, plenty), messages, work);
        ReservationStore.SaveUnseen(work, outcome);
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
