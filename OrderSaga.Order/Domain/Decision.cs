using OrderSaga.Contracts.Events;

namespace OrderSaga.Order.Domain;

/// <summary>The state from now on, and the event to send with it, if any.</summary>
internal readonly record struct Decision(OrderState State, ISagaEvent? Outgoing = null);
