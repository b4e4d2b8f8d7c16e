namespace OrderSaga.Contracts.Events;

/// <summary>The wire names: AMQP <c>type</c> and routing key of each event.</summary>
public static class EventTypes
{
    public const string OrderCreated = "ORDER_CREATED";
    public const string InventoryReserved = "INVENTORY_RESERVED";
    public const string InventoryRejected = "INVENTORY_REJECTED";
    public const string PaymentSuccess = "PAYMENT_SUCCESS";
    public const string PaymentFailed = "PAYMENT_FAILED";
    public const string InventoryRefunded = "INVENTORY_REFUNDED";
    public const string OrderCancelled = "ORDER_CANCELLED";
    public const string PaymentRefunded = "PAYMENT_REFUNDED";
}
