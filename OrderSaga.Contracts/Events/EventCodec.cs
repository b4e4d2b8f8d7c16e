using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrderSaga.Contracts.Events;

/// <summary>Between an event and its wire form: a type name and a UTF-8 JSON body.</summary>
public static class EventCodec
{
    private static readonly EventJsonContext Json = EventJsonContext.Default;

    public static string TypeOf(ISagaEvent sagaEvent) => sagaEvent switch
    {
        OrderCreated => EventTypes.OrderCreated,
        InventoryReserved => EventTypes.InventoryReserved,
        InventoryRejected => EventTypes.InventoryRejected,
        PaymentSuccess => EventTypes.PaymentSuccess,
        PaymentFailed => EventTypes.PaymentFailed,
        InventoryRefunded => EventTypes.InventoryRefunded,
        OrderCancelled => EventTypes.OrderCancelled,
        PaymentRefunded => EventTypes.PaymentRefunded,
        _ => throw new ArgumentOutOfRangeException(nameof(sagaEvent), sagaEvent.GetType(), "Not an event of the saga."),
    };

    public static byte[] Serialize(ISagaEvent sagaEvent) => sagaEvent switch
    {
        OrderCreated e => JsonSerializer.SerializeToUtf8Bytes(e, Json.OrderCreated),
        InventoryReserved e => JsonSerializer.SerializeToUtf8Bytes(e, Json.InventoryReserved),
        InventoryRejected e => JsonSerializer.SerializeToUtf8Bytes(e, Json.InventoryRejected),
        PaymentSuccess e => JsonSerializer.SerializeToUtf8Bytes(e, Json.PaymentSuccess),
        PaymentFailed e => JsonSerializer.SerializeToUtf8Bytes(e, Json.PaymentFailed),
        InventoryRefunded e => JsonSerializer.SerializeToUtf8Bytes(e, Json.InventoryRefunded),
        OrderCancelled e => JsonSerializer.SerializeToUtf8Bytes(e, Json.OrderCancelled),
        PaymentRefunded e => JsonSerializer.SerializeToUtf8Bytes(e, Json.PaymentRefunded),
        _ => throw new ArgumentOutOfRangeException(nameof(sagaEvent), sagaEvent.GetType(), "Not an event of the saga."),
    };

    /// <exception cref="InvalidEventException">The type is unknown, or the body does not parse or validate.</exception>
    public static ISagaEvent Deserialize(string? type, ReadOnlySpan<byte> body)
    {
        ISagaEvent sagaEvent = type switch
        {
            EventTypes.OrderCreated => Parse(body, Json.OrderCreated),
            EventTypes.InventoryReserved => Parse(body, Json.InventoryReserved),
            EventTypes.InventoryRejected => Parse(body, Json.InventoryRejected),
            EventTypes.PaymentSuccess => Parse(body, Json.PaymentSuccess),
            EventTypes.PaymentFailed => Parse(body, Json.PaymentFailed),
            EventTypes.InventoryRefunded => Parse(body, Json.InventoryRefunded),
            EventTypes.OrderCancelled => Parse(body, Json.OrderCancelled),
            EventTypes.PaymentRefunded => Parse(body, Json.PaymentRefunded),
            null or "" => throw new InvalidEventException("The message has no type."),
            _ => throw new InvalidEventException($"Unknown event type '{(type.Length > 64 ? type[..64] : type)}'."),
        };
        EventValidator.Validate(sagaEvent);
        return sagaEvent;
    }

    private static T Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> typeInfo)
        where T : ISagaEvent
    {
        try
        {
            return JsonSerializer.Deserialize(body, typeInfo) ?? throw new InvalidEventException("The body is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidEventException("The body does not parse: " + e.Message, e);
        }
    }
}
