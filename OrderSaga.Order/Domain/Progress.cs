namespace OrderSaga.Order.Domain;

/// <summary>Events come late and out of order; what is shown of a service's progress only ever goes forward.</summary>
internal static class Progress
{
    public static InventoryProgress Advance(this InventoryProgress seen, InventoryProgress next) => seen switch
    {
        InventoryProgress.None => next,
        InventoryProgress.Reserved when next == InventoryProgress.Released => next,
        _ => seen,
    };

    public static PaymentProgress Advance(this PaymentProgress seen, PaymentProgress next) => seen switch
    {
        PaymentProgress.None => next,
        PaymentProgress.Charged when next == PaymentProgress.Refunded => next,
        _ => seen,
    };
}
