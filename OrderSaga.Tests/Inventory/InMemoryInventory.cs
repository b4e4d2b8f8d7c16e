using OrderSaga.Contracts.Events;
using OrderSaga.Inventory.Domain;

namespace OrderSaga.Tests.Inventory;

/// <summary>The tables in memory: loads, folds and saves a batch as the handler does.</summary>
internal sealed class InMemoryInventory(params (string Item, long Available)[] initial)
{
    public Dictionary<string, (long Available, long Reserved)> Stock { get; } =
        initial.ToDictionary(row => row.Item, row => (row.Available, 0L));

    public Dictionary<Guid, ReservationState> Reservations { get; } = [];

    public BatchOutcome Outcome { get; private set; } = new([], [], []);

    public IReadOnlyList<ISagaEvent> Handle(params IEnumerable<ISagaEvent> events)
    {
        var batch = new ReservationBatch(
            new Dictionary<Guid, ReservationState>(Reservations),
            new StockLedger(Stock.ToDictionary(row => row.Key, row => row.Value.Available)));
        ISagaEvent[] answers = [.. events.Select(batch.Apply)];
        Save(batch.Outcome());
        return answers;
    }

    public long Held(string item) => Reservations.Values.OfType<Reserved>().Where(held => held.Item == item).Sum(held => held.Quantity);

    private void Save(BatchOutcome outcome)
    {
        Outcome = outcome;
        foreach (var added in outcome.New)
        {
            Reservations.Add(added.OrderId, added);
        }

        foreach (var changed in outcome.Changed)
        {
            Assert.True(Reservations.ContainsKey(changed.OrderId));
            Reservations[changed.OrderId] = changed;
        }

        foreach (var (item, units) in outcome.Stock)
        {
            Stock[item] = (Stock[item].Available + units, Stock[item].Reserved - units);
        }
    }
}
