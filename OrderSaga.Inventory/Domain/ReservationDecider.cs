using OrderSaga.Contracts.Events;

namespace OrderSaga.Inventory.Domain;

/// <summary>
/// Inventory's part of the protocol as a pure function. Every event gets exactly one answer, and a repeat gets the answer that
/// the state holds, never one made of the repeat: that is what lets a re-driven order heal a message lost at any hop.
/// </summary>
internal static class ReservationDecider
{
    /// <param name="state">What was decided for this order so far; null when nothing was.</param>
    /// <param name="sagaEvent">One of the events that Inventory consumes.</param>
    /// <param name="available">Units of the ordered item that can be reserved; null when there is no such item.</param>
    /// <exception cref="InvalidEventException">Inventory does not consume this event.</exception>
    public static ReservationDecision Decide(ReservationState? state, ISagaEvent sagaEvent, long? available) => sagaEvent switch
    {
        OrderCreated e => state is null ? Reserve(e, available) : Unchanged(state, AnswerOf(state)),
        OrderCancelled e => Release(state, e.Id, e.Item, e.Reason),
        PaymentFailed e => Release(state, e.Id, item: null, e.Reason),
        _ => throw new InvalidEventException($"Inventory does not consume {EventCodec.TypeOf(sagaEvent)}."),
    };

    private static ReservationDecision Reserve(OrderCreated e, long? available)
    {
        if (available >= e.Quantity)
        {
            var reserved = new Reserved(e.Id, e.UserId, e.Item, e.Quantity, e.Price);
            return new ReservationDecision(reserved, new StockChange(e.Item, -e.Quantity), AnswerOf(reserved));
        }

        var reason = available is null ? Reasons.UnknownItem : Reasons.OutOfStock;
        var rejected = new Rejected(e.Id, e.Item, e.Quantity, reason);
        return new ReservationDecision(rejected, Change: null, AnswerOf(rejected));
    }

    private static ReservationDecision Release(ReservationState? state, Guid orderId, string? item, string reason)
    {
        switch (state)
        {
            // A tombstone: should the order's ORDER_CREATED come late, it finds this and reserves nothing.
            case null:
                var unheard = new Released(orderId, item, Quantity: 0, reason);
                return new ReservationDecision(unheard, Change: null, AnswerOf(unheard));

            case Reserved held:
                var released = new Released(orderId, held.Item, held.Quantity, reason);
                return new ReservationDecision(released, new StockChange(held.Item, held.Quantity), AnswerOf(released));

            // Stays rejected, as that is what happened; but whoever asks for a release is owed its confirmation.
            case Rejected rejected:
                return Unchanged(rejected, new InventoryRefunded(orderId, rejected.Item, 0, reason));

            default:
                return Unchanged(state, AnswerOf(state));
        }
    }

    private static ReservationDecision Unchanged(ReservationState state, ISagaEvent answer) => new(state, Change: null, answer);

    private static ISagaEvent AnswerOf(ReservationState state) => state switch
    {
        Reserved s => new InventoryReserved(s.OrderId, s.UserId, s.Item, s.Quantity, s.Price),
        Rejected s => new InventoryRejected(s.OrderId, s.Item, s.Reason),
        Released s => new InventoryRefunded(s.OrderId, s.Item, s.Quantity, s.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state.GetType(), "Not a state of a reservation."),
    };
}
