using OrderSaga.Contracts.Http;
using OrderSaga.Web.Clients;

namespace OrderSaga.Web.Watch;

/// <summary>What all confirmed orders together must have taken, and what the other two services say was taken.</summary>
/// <param name="Orders">Confirmed orders counted.</param>
/// <param name="AtRest">No saga was under way, before and after: only then the sums must agree to the last unit.</param>
/// <param name="Quantities">By item, over all confirmed orders.</param>
/// <param name="Amounts">By user, over all confirmed orders.</param>
/// <param name="Stock">As Inventory tells.</param>
/// <param name="Accounts">As Payment tells.</param>
public sealed record Recount(
    int Orders,
    bool AtRest,
    IReadOnlyDictionary<string, long> Quantities,
    IReadOnlyDictionary<string, decimal> Amounts,
    IReadOnlyList<StockView> Stock,
    IReadOnlyList<AccountView> Accounts);

/// <summary>Counts again, order by order, through the public APIs alone: it trusts no sum that a service keeps.</summary>
public sealed class Recounter(OrderClient orders, InventoryClient inventory, PaymentClient payments)
{
    /// <summary>Beyond this many confirmed orders a recount would be a load of its own.</summary>
    public const int MaxOrders = 100_000;

    private const int PageSize = 200;

    /// <param name="progress">Told the number of orders counted so far.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Answer<Recount>> RunAsync(Action<int> progress, CancellationToken cancellationToken)
    {
        var before = await orders.GetStatsAsync(cancellationToken);
        if (before.Value is not { Confirmed: <= MaxOrders })
        {
            return before.IsOk ? Failed(AnswerKind.Refused, $"There are more than {MaxOrders} confirmed orders.") : Failed(before.Kind, before.Explanation);
        }

        var (quantities, amounts, count) = (new Dictionary<string, long>(), new Dictionary<string, decimal>(), 0);
        for (Guid? after = null; ;)
        {
            var page = await orders.ListAsync(new OrderQuery("CONFIRMED", After: after, Limit: PageSize), cancellationToken);
            if (page.Value is null)
            {
                return Failed(page.Kind, page.Explanation);
            }

            foreach (var order in page.Value.Items)
            {
                quantities[order.Item] = quantities.GetValueOrDefault(order.Item) + order.Quantity;
                amounts[order.UserId] = amounts.GetValueOrDefault(order.UserId) + (order.Quantity * order.Price);
            }

            progress(count += page.Value.Items.Count);
            if ((after = page.Value.Next) is null)
            {
                break;
            }
        }

        var (stock, accounts) = (await inventory.GetStockAsync(cancellationToken), await payments.GetAccountsAsync(cancellationToken));
        var later = await orders.GetStatsAsync(cancellationToken);
        var atRest = before.Value.Unsettled == 0 && later.Value is { Unsettled: 0 } stats && (stats.Confirmed, stats.Cancelled) == (before.Value.Confirmed, before.Value.Cancelled);
        return (stock.Value, accounts.Value) is ({ } items, { } users)
            ? new(AnswerKind.Ok, new(count, atRest, quantities, amounts, items, users), null)
            : Failed(AnswerKind.Down, stock.Explanation ?? accounts.Explanation);
    }

    private static Answer<Recount> Failed(AnswerKind kind, string? explanation) => new(kind, null, explanation);
}
