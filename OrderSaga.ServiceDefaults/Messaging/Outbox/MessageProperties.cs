using OrderSaga.ServiceDefaults.Telemetry;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>The AMQP properties of an event on the wire.</summary>
internal static class MessageProperties
{
    /// <param name="message">The event.</param>
    /// <param name="publishing">The <c>traceparent</c> of the span that publishes it; null when there is none.</param>
    /// <param name="service">The sender.</param>
    public static BasicProperties Of(OutboxMessage message, string? publishing, string service)
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
        if ((publishing ?? TraceContext.Format(message.Trace)) is { } traceParent)
        {
            properties.Headers = new Dictionary<string, object?>(2) { ["traceparent"] = traceParent };
            if (message.Trace.TraceState is { Length: > 0 } traceState)
            {
                properties.Headers["tracestate"] = traceState;
            }
        }

        return properties;
    }
}
