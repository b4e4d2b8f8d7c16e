namespace OrderSaga.Contracts;

/// <summary>Names on the broker. A service's queue carries the name of the service's resource in the AppHost.</summary>
public static class Routes
{
    /// <summary>The topic exchange that every event is published to, with its type as routing key.</summary>
    public const string Exchange = "ordersaga.events";

    public const string OrderService = "order-service";
    public const string InventoryService = "inventory-service";
    public const string PaymentService = "payment-service";

    /// <summary>Where messages of a service's queue are parked that no attempt could handle.</summary>
    public static string DeadLetterQueue(string service) => service + ".dead-letter";
}
