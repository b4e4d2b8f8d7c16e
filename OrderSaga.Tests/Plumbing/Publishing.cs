using System.Text;
using OrderSaga.Contracts.Events;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Plumbing;

/// <summary>Messages as another service, or a stranger, would publish them.</summary>
internal static class Publishing
{
    public static OrderCreated NewOrder() => new(Guid.CreateVersion7(), "alice", "laptop", 1, 9.99m);

    public static async Task<Guid> PublishAsync(this PlumbingHost plumbing, ISagaEvent sagaEvent, Guid? messageId = null, string? traceParent = null)
    {
        var id = messageId ?? Guid.CreateVersion7();
        var properties = new BasicProperties
        {
            MessageId = id.ToString(),
            Type = EventCodec.TypeOf(sagaEvent),
            CorrelationId = sagaEvent.Id.ToString(),
            AppId = "test",
            Headers = traceParent is null ? null : new Dictionary<string, object?> { ["traceparent"] = traceParent },
        };
        await plumbing.Channel.BasicPublishAsync(
            plumbing.Names.Exchange, EventCodec.TypeOf(sagaEvent), mandatory: true, properties, EventCodec.Serialize(sagaEvent));
        return id;
    }

    public static async Task PublishRawAsync(this PlumbingHost plumbing, string? messageId, string? type, string body)
    {
        var properties = new BasicProperties { MessageId = messageId, Type = type };
        await plumbing.Channel.BasicPublishAsync(
            plumbing.Names.Exchange, EventTypes.OrderCreated, mandatory: true, properties, Encoding.UTF8.GetBytes(body));
    }
}
