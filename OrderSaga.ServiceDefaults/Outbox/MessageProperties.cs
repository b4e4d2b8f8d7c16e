using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>The AMQP properties of an event on the wire.</summary>
internal static class MessageProperties
{
    public static BasicProperties Of(OutboxMessage message, string? traceParent, string service)
    {
        var properties = new BasicProperties
        {
            MessageId = message.MessageId.ToString(),
            Type = message.Type,
            CorrelationId = message.OrderId.ToString(),
            Timestamp = new AmqpTimestamp(message.OccurredAt.ToUnixTimeSeconds()),
            AppId = service,
            ContentType = "application/json",
            DeliveryMode = DeliveryModes.Persistent,
        };
        if (traceParent is not null)
        {
            properties.Headers = new Dictionary<string, object?>(2) { ["traceparent"] = traceParent };
            if (message.TraceState is { Length: > 0 } traceState)
            {
                properties.Headers["tracestate"] = traceState;
            }
        }

        return properties;
    }
}
