using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Web.Orders;

/// <summary>
/// Orders that will take a known path through the saga, made from the stock and the accounts as they are: whatever a user did to
/// the seed data, "payment declined" is still declined.
/// </summary>
public static class OrderPresets
{
    /// <summary>An item that is out of stock wherever there is plenty of each.</summary>
    public const string UnknownItem = "no-such-item";

    /// <summary>A user who cannot pay wherever everybody is rich.</summary>
    public const string UnknownUser = "nobody";

    /// <summary>What there is plenty of on a first run, for when Inventory is down and has never been asked.</summary>
    private const string SeededItem = "laptop";

    /// <summary>Who can pay on a first run, for when Payment is down and has never been asked.</summary>
    private const string SeededUser = "alice";

    public static OrderDraft Of(PresetKind kind, IReadOnlyList<StockView> stock, IReadOnlyList<AccountView> accounts) => kind switch
    {
        PresetKind.PaymentDeclined => PaymentDeclined(stock, accounts),
        PresetKind.OutOfStock => OutOfStock(stock, accounts),
        _ => Confirmed(stock, accounts),
    };

    /// <summary>The item with most units, one of it, paid by the richest account.</summary>
    public static OrderDraft Confirmed(IReadOnlyList<StockView> stock, IReadOnlyList<AccountView> accounts) => new()
    {
        Item = MostAvailable(stock),
        UserId = Richest(accounts)?.UserId ?? SeededUser,
        Quantity = 1,
        Price = Math.Clamp(Richest(accounts)?.Balance ?? OrderDraft.UsualPrice, Limits.MinPrice, OrderDraft.UsualPrice),
    };

    /// <summary>What is in stock, for one cent more than the poorest account has, if a price may be as high.</summary>
    public static OrderDraft PaymentDeclined(IReadOnlyList<StockView> stock, IReadOnlyList<AccountView> accounts)
    {
        var poorest = accounts.MinBy(account => account.Balance);
        var affordable = poorest is null || poorest.Balance + Limits.MinPrice > Limits.MaxPrice;
        return new()
        {
            Item = MostAvailable(stock),
            UserId = affordable ? UnknownUser : poorest!.UserId,
            Quantity = 1,
            Price = affordable ? OrderDraft.UsualPrice : poorest!.Balance + Limits.MinPrice,
        };
    }

    /// <summary>One unit more than there is of the scarcest item, if an order may be as large.</summary>
    public static OrderDraft OutOfStock(IReadOnlyList<StockView> stock, IReadOnlyList<AccountView> accounts)
    {
        var scarcest = stock.MinBy(item => item.Available);
        var orderable = scarcest is { Available: < Limits.MaxQuantity };
        return new()
        {
            Item = orderable ? scarcest!.Item : UnknownItem,
            UserId = Richest(accounts)?.UserId ?? SeededUser,
            Quantity = orderable ? (int)scarcest!.Available + 1 : 1,
            Price = OrderDraft.UsualPrice,
        };
    }

    private static AccountView? Richest(IReadOnlyList<AccountView> accounts) => accounts.MaxBy(account => account.Balance);

    private static string MostAvailable(IReadOnlyList<StockView> stock) => stock.MaxBy(item => item.Available)?.Item ?? SeededItem;
}
