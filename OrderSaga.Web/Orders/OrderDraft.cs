using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Web.Orders;

/// <summary>An order as it is being typed. The service has the last word; the page says early what it would refuse.</summary>
public sealed class OrderDraft
{
    /// <summary>What a form begins with.</summary>
    public const decimal UsualPrice = 9.99m;

    private const int UsualQuantity = 1;

    public string UserId { get; set; } = "";

    public string Item { get; set; } = "";

    public int Quantity { get; set; } = UsualQuantity;

    /// <summary>Of one unit.</summary>
    public decimal Price { get; set; } = UsualPrice;

    /// <summary>Takes a proposal, but for a quantity and a price that are others than a form begins with: somebody typed them.</summary>
    public void FillIn(OrderDraft proposal)
    {
        (UserId, Item) = (proposal.UserId, proposal.Item);
        Quantity = Quantity == UsualQuantity ? proposal.Quantity : Quantity;
        Price = Price == UsualPrice ? proposal.Price : Price;
    }

    public PlaceOrderRequest ToRequest() => new(UserId, Item, Price, Quantity);

    /// <summary>The first rule that the draft breaks, in words; null when the service will take it.</summary>
    public string? FindMistake() => this switch
    {
        _ when !Limits.IsName(UserId) => "The user needs 1 to 64 characters: letters, digits, dot, dash or underscore.",
        _ when !Limits.IsName(Item) => "The item needs 1 to 64 characters: letters, digits, dot, dash or underscore.",
        _ when !Limits.IsQuantity(Quantity) => "The quantity must lie between 1 and 1000.",
        _ when !Limits.IsPrice(Price) => "The price must lie between 0.01 and 1,000,000, with at most two decimals.",
        _ => null,
    };
}
