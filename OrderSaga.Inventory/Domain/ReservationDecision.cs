using OrderSaga.Contracts.Events;

namespace OrderSaga.Inventory.Domain;

/// <summary>The outcome of one event: the state from now on, what it does to the stock, and the answer to send.</summary>
internal sealed record ReservationDecision(ReservationState State, StockChange? Change, ISagaEvent Answer);

/// <summary>
/// <paramref name="Units"/> that became available: negative when they were reserved, positive when they went back. What is
/// reserved changes by as much the other way.
/// </summary>
internal readonly record struct StockChange(string Item, int Units);
