namespace OrderSaga.Order.Domain;

/// <summary>How far an order's saga has come. The default is an order that was just created.</summary>
/// <param name="Status">The outcome, once there is one.</param>
/// <param name="Reason">Why it was cancelled; null otherwise.</param>
/// <param name="OwesInventory">Cancelled, and Inventory has not said yet that it holds nothing.</param>
/// <param name="OwesPayment">Cancelled, and Payment has not said yet that it keeps nothing.</param>
/// <param name="Inventory">For people to see; decides nothing.</param>
/// <param name="Payment">For people to see; decides nothing.</param>
internal readonly record struct OrderState(
    OrderStatus Status,
    string? Reason,
    bool OwesInventory,
    bool OwesPayment,
    InventoryProgress Inventory,
    PaymentProgress Payment)
{
    /// <summary>Decided, and nothing more is owed. It stays so.</summary>
    public bool Settled => Status != OrderStatus.Pending && !OwesInventory && !OwesPayment;

    /// <summary>Whether <paramref name="next"/> shows other progress at most: no decision, and nothing that was owed.</summary>
    public bool DiffersOnlyInProgress(OrderState next) => this == next with { Inventory = Inventory, Payment = Payment };
}
