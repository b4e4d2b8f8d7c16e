using OrderSaga.Contracts.Events;

namespace OrderSaga.Payment.Domain;

/// <summary>
/// Folds a batch of events through the decider, in order of arrival, and tells what is to be written in the end: a payment is
/// written once, however many of the events spoke of it.
/// </summary>
internal sealed class PaymentBatch(IReadOnlyDictionary<Guid, PaymentState> stored, AccountLedger accounts)
{
    private readonly Dictionary<Guid, PaymentState> current = [];

    /// <summary>Applies one event and returns the answer to it.</summary>
    /// <exception cref="InvalidEventException">Payment does not consume this event.</exception>
    public ISagaEvent Apply(ISagaEvent sagaEvent)
    {
        var before = current.GetValueOrDefault(sagaEvent.Id) ?? stored.GetValueOrDefault(sagaEvent.Id);
        var balance = sagaEvent is InventoryReserved reserved ? accounts.Balance(reserved.UserId) : null;
        var decision = PaymentDecider.Decide(before, sagaEvent, balance);
        if (decision.Change is { } change)
        {
            accounts.Apply(change);
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
            Accounts: accounts.NetChanges());
    }
}

/// <summary>What a batch leaves to be written, each list ordered by key.</summary>
internal sealed record BatchOutcome(
    IReadOnlyList<PaymentState> New,
    IReadOnlyList<PaymentState> Changed,
    IReadOnlyList<KeyValuePair<string, decimal>> Accounts)
{
    public bool IsEmpty => New.Count + Changed.Count + Accounts.Count == 0;
}
