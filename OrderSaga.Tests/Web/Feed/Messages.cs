using OrderSaga.Contracts;
using OrderSaga.Contracts.Events;
using OrderSaga.Web.Feed;

namespace OrderSaga.Tests.Web.Feed;

/// <summary>Messages as they might pass through the exchange.</summary>
internal static class Messages
{
    private static readonly byte[] TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"u8.ToArray();

    public static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static Guid NewOrder(int second = 0) => Guid.CreateVersion7(Start.AddSeconds(second));

    public static OrderCreated Created(Guid order) => new(order, "alice", "laptop", 2, 10m);

    public static InventoryReserved Reserved(Guid order) => new(order, "alice", "laptop", 2, 10m);

    /// <param name="sagaEvent">What it says.</param>
    /// <param name="milliseconds">When it was appended, after <see cref="Start"/>; it is seen one millisecond later.</param>
    /// <param name="messageId">Another emission of the same event has another id.</param>
    public static ObservedMessage Message(ISagaEvent sagaEvent, int milliseconds = 0, Guid? messageId = null)
    {
        var appended = Start.AddMilliseconds(milliseconds);
        var type = EventCodec.TypeOf(sagaEvent);
        var source = type.StartsWith("INVENTORY", StringComparison.Ordinal) ? Routes.InventoryService
            : type.StartsWith("PAYMENT", StringComparison.Ordinal) ? Routes.PaymentService
            : Routes.OrderService;
        return new(
            messageId ?? Guid.CreateVersion7(appended),
            type,
            sagaEvent.Id,
            source,
            appended,
            appended.AddMilliseconds(1),
            new WireText("{}"u8.ToArray(), new Dictionary<string, object?> { ["traceparent"] = TraceParent }),
            sagaEvent);
    }

    /// <summary>The saga of these events, ten milliseconds apart.</summary>
    public static LiveSaga Saga(params ISagaEvent[] events) => events
        .Select((sagaEvent, position) => Message(sagaEvent, position * 10))
        .Aggregate(new LiveSaga(events[0].Id), (saga, message) => saga.With(message));
}
