using System.Globalization;
using OrderSaga.Contracts.Http;
using OrderSaga.Web.Story;

namespace OrderSaga.Web.Watch;

/// <summary>Conservation of stock and money, from what the services answer.</summary>
public static class Invariants
{
    private const int NamedAtMost = 5;

    /// <summary>What must hold at every moment.</summary>
    public static IReadOnlyList<Invariant> Always(IReadOnlyList<StockView>? stock, IReadOnlyList<AccountView>? accounts) =>
    [
        NothingBelowZero("No item below zero", stock, item => item.Item, item => item.Available < 0 || item.Reserved < 0),
        NothingBelowZero("No account below zero", accounts, account => account.UserId, account => account.Balance < 0 || account.Charged < 0),
    ];

    /// <summary>What must hold at rest: reserved is what confirmed orders took, and charged is what they cost.</summary>
    public static IReadOnlyList<Invariant> AtRest(Recount recount) =>
    [
        Same(
            "Reserved stock = quantities of confirmed orders",
            recount,
            recount.Stock.ToDictionary(item => item.Item, item => (decimal)item.Reserved),
            recount.Quantities.ToDictionary(item => item.Key, item => (decimal)item.Value)),
        Same(
            "Charged money = amounts of confirmed orders",
            recount,
            recount.Accounts.ToDictionary(account => account.UserId, account => account.Charged),
            recount.Amounts),
    ];

    private static Invariant NothingBelowZero<T>(string name, IReadOnlyList<T>? rows, Func<T, string> nameOf, Func<T, bool> isBelow)
    {
        if (rows is null)
        {
            return new(name, Verdict.Unknown, "The service does not answer.");
        }

        var below = rows.Where(isBelow).Select(nameOf).ToList();
        return below.Count == 0
            ? new(name, Verdict.Holds, $"{rows.Count} looked at.")
            : new(name, Verdict.Broken, string.Join(", ", below.Take(NamedAtMost)));
    }

    private static Invariant Same(
        string name, Recount recount, IReadOnlyDictionary<string, decimal> told, IReadOnlyDictionary<string, decimal> counted)
    {
        var different = told.Keys.Union(counted.Keys)
            .Select(key => (Key: key, Told: told.GetValueOrDefault(key), Counted: counted.GetValueOrDefault(key)))
            .Where(pair => pair.Told != pair.Counted)
            .ToList();
        return (different.Count, recount.AtRest) switch
        {
            (0, _) => new(name, Verdict.Holds, $"{Number(counted.Values.Sum())} over {recount.Orders} orders."),
            (_, false) => new(name, Verdict.UnderWay, "Sagas were under way while counting. Count again when no order is unsettled."),
            _ => new(name, Verdict.Broken, string.Join("; ", different.Take(NamedAtMost).Select(pair =>
                $"{pair.Key}: the service says {Number(pair.Told)}, the orders say {Number(pair.Counted)}"))),
        };
    }

    private static string Number(decimal value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
