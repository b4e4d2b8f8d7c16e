namespace OrderSaga.Contracts.Http;

/// <summary>Units that can still be reserved, and units held by reservations.</summary>
public sealed record StockView(string Item, long Available, long Reserved);

/// <summary>Body of <c>PUT /stock/{item}</c>: the units available from now on, 0 to 1,000,000,000.</summary>
public sealed record SetStockRequest(long? Available);

/// <summary>What Inventory did for one order: RESERVED, REJECTED or RELEASED.</summary>
public sealed record ReservationView(Guid OrderId, string? Item, int Quantity, string Status, string? Reason);
