using System.Diagnostics;

namespace OrderSaga.ServiceDefaults.Telemetry;

/// <summary>
/// The attributes that every span of a message has, by OpenTelemetry's conventions for RabbitMQ, version 1.41:
/// https://github.com/open-telemetry/semantic-conventions/blob/v1.41.0/docs/messaging/rabbitmq.md.
/// </summary>
/// <remarks>
/// The client library's own spans are switched off, so that a hop has one set of them: they begin where a message is written to the
/// socket, in whatever trace is current there, and know neither the outbox's row nor a batch.
/// </remarks>
internal static class MessageSpan
{
    /// <param name="span">The span.</param>
    /// <param name="operation">What the system calls it.</param>
    /// <param name="operationType">What the conventions call it: <c>send</c>, <c>process</c> or <c>settle</c>.</param>
    /// <param name="destination">Exchange, routing key and queue, as far as they are known, joined by colons.</param>
    /// <param name="type">The event's wire name, also its routing key.</param>
    /// <param name="messageId">AMQP <c>message_id</c>.</param>
    /// <param name="orderId">The saga, AMQP <c>correlation_id</c>.</param>
    public static Activity Describe(
        this Activity span, string operation, string operationType, string destination, string? type, string? messageId, string? orderId) =>
        span.SetTag("messaging.system", "rabbitmq")
            .SetTag("messaging.operation.name", operation)
            .SetTag("messaging.operation.type", operationType)
            .SetTag("messaging.destination.name", destination)
            .SetTag("messaging.rabbitmq.destination.routing_key", type)
            .SetTag("messaging.message.id", messageId)
            .SetTag("messaging.message.conversation_id", orderId);

    public static Activity Fail(this Activity span, Exception exception) =>
        span.SetStatus(ActivityStatusCode.Error, exception.Message).SetTag("error.type", exception.GetType().FullName);
}
