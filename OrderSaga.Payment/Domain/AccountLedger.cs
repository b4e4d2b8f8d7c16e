namespace OrderSaga.Payment.Domain;

/// <summary>
/// The accounts that a batch works on, in memory: each message sees what those before it left, and an account is written once a
/// batch, by the sum of all changes, however hot it is.
/// </summary>
/// <param name="balances">Money by account, as locked in the database. An account that is not there is unknown.</param>
internal sealed class AccountLedger(IReadOnlyDictionary<string, decimal> balances)
{
    private readonly Dictionary<string, decimal> changes = new(StringComparer.Ordinal);

    /// <summary>Money on an account now; null when there is no such account.</summary>
    public decimal? Balance(string userId) =>
        balances.TryGetValue(userId, out var balance) ? balance + changes.GetValueOrDefault(userId) : null;

    /// <exception cref="InvalidOperationException">The account is unknown, so its money would be lost on saving.</exception>
    public void Apply(BalanceChange change)
    {
        if (!balances.ContainsKey(change.UserId))
        {
            throw new InvalidOperationException($"No account of '{change.UserId}' was loaded.");
        }

        changes[change.UserId] = changes.GetValueOrDefault(change.UserId) + change.Amount;
    }

    /// <summary>Net change of the balance, for the accounts that changed at all, ordered by user.</summary>
    public IReadOnlyList<KeyValuePair<string, decimal>> NetChanges() =>
        [.. changes.Where(change => change.Value != 0).OrderBy(change => change.Key, StringComparer.Ordinal)];
}
