namespace OrderSaga.Contracts.Events;

/// <summary>The rules of <see cref="Limits"/> for an event that came over the wire.</summary>
internal static class EventValidator
{
    /// <exception cref="InvalidEventException">Names the member that breaks a rule.</exception>
    public static void Validate(ISagaEvent sagaEvent)
    {
        Require(sagaEvent.Id != Guid.Empty, "id");
        switch (sagaEvent)
        {
            case OrderCreated e:
                RequireOrder(e.UserId, e.Item, e.Quantity, e.Price);
                break;
            case InventoryReserved e:
                RequireOrder(e.UserId, e.Item, e.Quantity, e.Price);
                break;
            case InventoryRejected e:
                Require(Limits.IsName(e.Item), "item");
                Require(Limits.IsName(e.Reason), "reason");
                break;
            case PaymentSuccess e:
                Require(Limits.IsName(e.UserId), "userId");
                Require(e.Amount > 0 && Limits.HasAtMostTwoDecimals(e.Amount), "amount");
                break;
            case PaymentFailed e:
                Require(Limits.IsName(e.Reason), "reason");
                break;
            case InventoryRefunded e:
                Require(Limits.IsName(e.Item) || (e.Item is null && e.Quantity == 0), "item");
                Require(e.Quantity is >= 0 and <= Limits.MaxQuantity, "quantity");
                Require(Limits.IsName(e.Reason), "reason");
                break;
            case OrderCancelled e:
                Require(Limits.IsName(e.UserId), "userId");
                Require(Limits.IsName(e.Item), "item");
                Require(Limits.IsName(e.Reason), "reason");
                break;
            case PaymentRefunded e:
                Require(Limits.IsName(e.UserId), "userId");
                Require(e.Amount >= 0 && Limits.HasAtMostTwoDecimals(e.Amount), "amount");
                break;
        }
    }

    private static void RequireOrder(string userId, string item, int quantity, decimal price)
    {
        Require(Limits.IsName(userId), "userId");
        Require(Limits.IsName(item), "item");
        Require(Limits.IsQuantity(quantity), "quantity");
        Require(Limits.IsPrice(price), "price");
    }

    private static void Require(bool holds, string member)
    {
        if (!holds)
        {
            throw new InvalidEventException($"'{member}' is missing or out of bounds.");
        }
    }
}
