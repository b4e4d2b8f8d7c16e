namespace OrderSaga.Inventory.Domain;

/// <summary>
/// What Inventory has decided for one order. Each state keeps what it takes to answer a repeat the way the first was answered;
/// an order that has not been heard of has no state (null).
/// </summary>
internal abstract record ReservationState(Guid OrderId);

/// <summary>Units are held. <paramref name="Price"/> is that of one unit; Inventory only passes it on.</summary>
internal sealed record Reserved(Guid OrderId, string UserId, string Item, int Quantity, decimal Price) : ReservationState(OrderId);

/// <summary>Nothing was ever held: too few units, or no such item. <paramref name="Quantity"/> is what was asked for.</summary>
internal sealed record Rejected(Guid OrderId, string Item, int Quantity, string Reason) : ReservationState(OrderId);

/// <summary>
/// Nothing is held any more, and nothing will be. <paramref name="Quantity"/> is what went back: 0 when the order was released
/// before it was heard of, and then <paramref name="Item"/> may be unknown.
/// </summary>
internal sealed record Released(Guid OrderId, string? Item, int Quantity, string Reason) : ReservationState(OrderId);
