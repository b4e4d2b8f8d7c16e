using RabbitMQ.Client;

namespace OrderSaga.Web.Feed;

/// <summary>What the consumer callback copies out, before anything is parsed: the client's buffers are only lent to it.</summary>
public readonly record struct RawMessage(IReadOnlyBasicProperties Properties, byte[] Body, DateTimeOffset SeenAt)
{
    /// <summary>No saga's message is nearly as large. The page is a guest on the exchange, and keeps tens of thousands.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Null when it is too large to be kept.</summary>
    public static RawMessage? Of(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, DateTimeOffset seenAt) =>
        body.Length <= MaxBytes ? new RawMessage(properties, body.ToArray(), seenAt) : null;
}
