using RabbitMQ.Client;

namespace OrderSaga.Web.Feed;

/// <summary>What the consumer callback copies out, before anything is parsed: the client's buffers are only lent to it.</summary>
public readonly record struct RawMessage(IReadOnlyBasicProperties Properties, byte[] Body, DateTimeOffset SeenAt);
