using OrderSaga.Contracts.Events;

namespace OrderSaga.Inventory.Domain;

/// <summary>
/// Folds a batch of events through the decider, in order of arrival, and tells what is to be written in the end: a reservation
/// is written once, however many of the events spoke of it.
/// </summary>
internal sealed class ReservationBatch(IReadOnlyDictionary<Guid, ReservationState> stored, StockLedger stock)
{
    private readonly Dictionary<Guid, ReservationState> current = [];

    /// <summary>Applies one event and returns the answer to it.</summary>
    /// <exception cref="InvalidEventException">Inventory does not consume this event.</exception>
    public ISagaEvent Apply(ISagaEvent sagaEvent)
    {
        var before = current.GetValueOrDefault(sagaEvent.Id) ?? stored.GetValueOrDefault(sagaEvent.Id);
        var available = sagaEvent is OrderCreated created ? stock.Available(created.Item) : null;
        var decision = ReservationDecider.Decide(before, sagaEvent, available);
        if (decision.Change is { } change)
        {
            stock.Apply(change);
        }

        current[sagaEvent.Id] = decision.State;
        return decision.Answer;
    }

    public BatchOutcome Outcome()
    {
        // In order of their keys: two instances that insert the same orders then wait for one another, and never in a circle.
        var touched = current.Values.OrderBy(state => state.OrderId).ToLookup(state => stored.ContainsKey(state.OrderId));
        return new BatchOutcome(
            New: [.. touched[false]],
            Changed: [.. touched[true].Where(state => state != stored[state.OrderId])],
            Stock: stock.NetChanges());
    }
}

/// <summary>What a batch leaves to be written, each list ordered by key.</summary>
internal sealed record BatchOutcome(
    IReadOnlyList<ReservationState> New,
    IReadOnlyList<ReservationState> Changed,
    IReadOnlyList<KeyValuePair<string, long>> Stock)
{
    public bool IsEmpty => New.Count + Changed.Count + Stock.Count == 0;
}
