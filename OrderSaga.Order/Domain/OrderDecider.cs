using OrderSaga.Contracts.Events;

namespace OrderSaga.Order.Domain;

/// <summary>
/// Order's part of the protocol, every cell of it, as pure functions. Two rules hold whatever comes, how often and in which order:
/// a status other than PENDING never changes, and what is settled stays settled.
/// </summary>
internal static class OrderDecider
{
    /// <summary>A new order: Inventory is told, and its answer awaited.</summary>
    public static Decision Create(OrderDetails order) => new(default, Created(order));

    /// <summary>An event of another service came in. None of them makes Order send one.</summary>
    /// <exception cref="InvalidEventException">Order does not consume this event.</exception>
    public static Decision Receive(OrderState state, ISagaEvent sagaEvent) => new(sagaEvent switch
    {
        InventoryReserved => state with { Inventory = state.Inventory.Advance(InventoryProgress.Reserved) },
        InventoryRejected e => OnRejected(state, e.Reason),
        PaymentSuccess => OnPaid(state),
        PaymentFailed e => OnPaymentFailed(state, e.Reason),
        InventoryRefunded e => OnReleased(state, e.Reason),
        PaymentRefunded => OnRefunded(state),
        _ => throw new InvalidEventException($"Order does not consume {EventCodec.TypeOf(sagaEvent)}."),
    });

    /// <summary>
    /// The customer cancels, or the monitor gives up. Order can not know how far the others are, so both owe it the word that they
    /// hold nothing. An order that is decided already stays as it is.
    /// </summary>
    public static Decision Cancel(OrderDetails order, OrderState state, string reason) => state.Status == OrderStatus.Pending
        ? new Decision(
            state with { Status = OrderStatus.Cancelled, Reason = reason, OwesInventory = true, OwesPayment = true },
            new OrderCancelled(order.Id, order.UserId, order.Item, reason))
        : new Decision(state);

    /// <summary>
    /// The answer is overdue: ask again. Every service answers a repeat with its outcome, so this heals a message lost at any hop.
    /// </summary>
    public static Decision Redrive(OrderDetails order, OrderState state) => state switch
    {
        { Settled: true } => new Decision(state),
        { Status: OrderStatus.Pending } => new Decision(state, Created(order)),
        _ => new Decision(state, new OrderCancelled(order.Id, order.UserId, order.Item, state.Reason!)),
    };

    private static OrderState OnRejected(OrderState state, string reason) => state.Status switch
    {
        OrderStatus.Pending => state with { Status = OrderStatus.Cancelled, Reason = reason, Inventory = InventoryProgress.Rejected },
        OrderStatus.Cancelled => state with { Inventory = state.Inventory.Advance(InventoryProgress.Rejected) },
        _ => state,
    };

    // Payment charges only what is reserved, so its word proves the reservation, whose own event may come later or never. The
    // payment of a cancelled order is not recorded: it is on its way back.
    private static OrderState OnPaid(OrderState state) => state.Status == OrderStatus.Pending
        ? state with { Status = OrderStatus.Confirmed, Inventory = InventoryProgress.Reserved, Payment = PaymentProgress.Charged }
        : state;

    private static OrderState OnPaymentFailed(OrderState state, string reason) => state.Status switch
    {
        OrderStatus.Pending => state with
        {
            Status = OrderStatus.Cancelled,
            Reason = reason,
            OwesInventory = true,
            Inventory = InventoryProgress.Reserved,
            Payment = PaymentProgress.Declined,
        },
        OrderStatus.Cancelled => state with { Payment = state.Payment.Advance(PaymentProgress.Declined) },
        _ => state,
    };

    // While PENDING: Inventory has heard a PAYMENT_FAILED that is late or lost here. Nothing was charged, so nothing is owed.
    private static OrderState OnReleased(OrderState state, string reason) => state.Status switch
    {
        OrderStatus.Pending => state with { Status = OrderStatus.Cancelled, Reason = reason, Inventory = InventoryProgress.Released },
        OrderStatus.Cancelled => state with { OwesInventory = false, Inventory = state.Inventory.Advance(InventoryProgress.Released) },
        _ => state,
    };

    private static OrderState OnRefunded(OrderState state) => state.Status switch
    {
        OrderStatus.Pending => state with { Payment = state.Payment.Advance(PaymentProgress.Refunded) },
        OrderStatus.Cancelled => state with { OwesPayment = false, Payment = state.Payment.Advance(PaymentProgress.Refunded) },
        _ => state,
    };

    private static OrderCreated Created(OrderDetails order) => new(order.Id, order.UserId, order.Item, order.Quantity, order.Price);
}
