using OrderSaga.Contracts.Events;
using OrderSaga.Payment.Domain;

namespace OrderSaga.Tests.Payment;

/// <summary>The tables in memory: loads, folds and saves a batch as the handler does.</summary>
internal sealed class InMemoryPayment(params (string UserId, decimal Balance)[] initial)
{
    public Dictionary<string, (decimal Balance, decimal Charged)> Accounts { get; } =
        initial.ToDictionary(row => row.UserId, row => (row.Balance, 0m));

    public Dictionary<Guid, PaymentState> Payments { get; } = [];

    public BatchOutcome Outcome { get; private set; } = new([], [], []);

    public IReadOnlyList<ISagaEvent> Handle(params IEnumerable<ISagaEvent> events)
    {
        var batch = new PaymentBatch(
            new Dictionary<Guid, PaymentState>(Payments),
            new AccountLedger(Accounts.ToDictionary(row => row.Key, row => row.Value.Balance)));
        ISagaEvent[] answers = [.. events.Select(batch.Apply)];
        Save(batch.Outcome());
        return answers;
    }

    public decimal Kept(string userId) => Payments.Values.OfType<Charged>().Where(kept => kept.UserId == userId).Sum(kept => kept.Amount);

    private void Save(BatchOutcome outcome)
    {
        Outcome = outcome;
        foreach (var added in outcome.New)
        {
            Payments.Add(added.OrderId, added);
        }

        foreach (var changed in outcome.Changed)
        {
            Assert.True(Payments.ContainsKey(changed.OrderId));
            Payments[changed.OrderId] = changed;
        }

        foreach (var (userId, amount) in outcome.Accounts)
        {
            Accounts[userId] = (Accounts[userId].Balance + amount, Accounts[userId].Charged - amount);
        }
    }
}
