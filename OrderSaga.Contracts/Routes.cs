using OrderSaga.Contracts.Events;

namespace OrderSaga.Contracts;

/// <summary>Names on the broker. A service's queue carries the name of the service's resource in the AppHost.</summary>
public static class Routes
{
    /// <summary>The topic exchange that every event is published to, with its type as routing key.</summary>
    public const string Exchange = "ordersaga.events";

    public const string OrderService = "order-service";
    public const string InventoryService = "inventory-service";
    public const string PaymentService = "payment-service";

    /// <summary>
    /// Which queue is bound to which events. Every service declares all of it, so that an event is kept for a service that has never
    /// run yet: <c>mandatory</c> alone cannot tell, as any other bound queue makes a message routable.
    /// </summary>
    public static IReadOnlyList<QueueBinding> Queues { get; } =
    [
        new(OrderService,
        [
            EventTypes.InventoryReserved, EventTypes.InventoryRejected, EventTypes.InventoryRefunded,
            EventTypes.PaymentSuccess, EventTypes.PaymentFailed, EventTypes.PaymentRefunded,
        ]),
        new(InventoryService, [EventTypes.OrderCreated, EventTypes.PaymentFailed, EventTypes.OrderCancelled]),
        new(PaymentService, [EventTypes.InventoryReserved, EventTypes.OrderCancelled]),
    ];

    /// <summary>Where messages of a service's queue are parked that no attempt could handle.</summary>
    public static string DeadLetterQueue(string service) => service + ".dead-letter";
}

/// <summary>A service's queue and the event types it is bound to.</summary>
public sealed record QueueBinding(string Queue, IReadOnlyList<string> EventTypes);
