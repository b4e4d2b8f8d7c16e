namespace OrderSaga.Contracts.Events;

/// <summary>A fact of one saga. <see cref="Id"/> is the order id, which is the saga's id and the AMQP correlation id.</summary>
public interface ISagaEvent
{
    Guid Id { get; }
}

/// <summary>From Order, for Inventory: an order was accepted. <paramref name="Price"/> is the price of one unit.</summary>
public sealed record OrderCreated(Guid Id, string UserId, string Item, int Quantity, decimal Price, string Status = "PENDING") : ISagaEvent;

/// <summary>From Inventory, for Payment and Order: the stock is held.</summary>
public sealed record InventoryReserved(Guid Id, string UserId, string Item, int Quantity, decimal Price) : ISagaEvent;

/// <summary>From Inventory, for Order: nothing is held (<see cref="Reasons.OutOfStock"/> or <see cref="Reasons.UnknownItem"/>).</summary>
public sealed record InventoryRejected(Guid Id, string Item, string Reason) : ISagaEvent;

/// <summary>From Payment, for Order: <paramref name="Amount"/> (unit price × quantity) was charged.</summary>
public sealed record PaymentSuccess(Guid Id, string UserId, decimal Amount) : ISagaEvent;

/// <summary>
/// From Payment, for Order and Inventory: nothing was charged
/// (<see cref="Reasons.InsufficientFunds"/> or <see cref="Reasons.UnknownAccount"/>).
/// </summary>
public sealed record PaymentFailed(Guid Id, string Reason) : ISagaEvent;

/// <summary>
/// From Inventory, for Order: nothing is held any more. <paramref name="Quantity"/> is 0, and <paramref name="Item"/> may be
/// absent, when nothing had been held; <paramref name="Reason"/> is that of the event which released it.
/// </summary>
public sealed record InventoryRefunded(Guid Id, string? Item, int Quantity, string Reason) : ISagaEvent;

/// <summary>From Order, for Inventory and Payment: give back whatever you hold.</summary>
public sealed record OrderCancelled(Guid Id, string UserId, string Item, string Reason) : ISagaEvent;

/// <summary>From Payment, for Order: no money is kept. <paramref name="Amount"/> is 0 when nothing had been charged.</summary>
public sealed record PaymentRefunded(Guid Id, string UserId, decimal Amount) : ISagaEvent;
