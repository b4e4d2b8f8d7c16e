using System.Buffers.Binary;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Telemetry;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>From the wire to an <see cref="InboundMessage"/>. A message that is not to be understood is a <see cref="Delivery"/> all the same.</summary>
internal static class DeliveryParser
{
    public static Delivery Parse(ulong tag, bool redelivered, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        // The client reuses the buffer as soon as the callback returns.
        var copy = body.ToArray();
        try
        {
            return new Delivery(tag, redelivered, properties, copy) { Message = ToMessage(properties, copy) };
        }
        catch (Exception e)
        {
            // Of whatever kind: the client swallows what its callback throws, and the message would stay unacknowledged.
            return new Delivery(tag, redelivered, properties, copy) { Fault = e };
        }
    }

    private static InboundMessage ToMessage(IReadOnlyBasicProperties properties, byte[] body)
    {
        if (!Guid.TryParse(properties.MessageId, out var messageId))
        {
            throw new InvalidEventException("The message_id is missing or no UUID.");
        }

        var sagaEvent = EventCodec.Deserialize(properties.Type, body);
        return new InboundMessage(
            messageId,
            properties.Type!,
            sagaEvent,
            body,
            properties.AppId ?? "",
            OccurredAt(messageId, properties),
            TraceContext.Of(properties));
    }

    /// <summary>A UUIDv7 tells the millisecond it was made in (RFC 9562); an AMQP timestamp only the second.</summary>
    private static DateTimeOffset OccurredAt(Guid messageId, IReadOnlyBasicProperties properties)
    {
        if (messageId.Version != 7)
        {
            return DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(properties.Timestamp.UnixTime, 0, MaxUnixSeconds));
        }

        Span<byte> bytes = stackalloc byte[16];
        messageId.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, MaxUnixSeconds * 1000));
    }

    private static readonly long MaxUnixSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
}
