namespace OrderSaga.Inventory.Domain;

/// <summary>
/// The stock that a batch works on, in memory: each message sees what those before it left, and an item is written once a batch,
/// by the sum of all changes, however hot it is.
/// </summary>
/// <param name="available">Units by item, as locked in the database. An item that is not there is unknown.</param>
internal sealed class StockLedger(IReadOnlyDictionary<string, long> available)
{
    private readonly Dictionary<string, long> changes = new(StringComparer.Ordinal);

    /// <summary>Units of an item that can be reserved now; null when there is no such item.</summary>
    public long? Available(string item) =>
        available.TryGetValue(item, out var units) ? units + changes.GetValueOrDefault(item) : null;

    /// <exception cref="InvalidOperationException">The item is unknown, so its units would be lost on saving.</exception>
    public void Apply(StockChange change)
    {
        if (!available.ContainsKey(change.Item))
        {
            throw new InvalidOperationException($"No stock of '{change.Item}' was loaded.");
        }

        changes[change.Item] = changes.GetValueOrDefault(change.Item) + change.Units;
    }

    /// <summary>Net change of the available units, for the items that changed at all, ordered by item.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> NetChanges() =>
        [.. changes.Where(change => change.Value != 0).OrderBy(change => change.Key, StringComparer.Ordinal)];
}
