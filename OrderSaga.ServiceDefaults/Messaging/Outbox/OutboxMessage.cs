using System.Diagnostics;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>An event that is owed to the broker: one row of the outbox.</summary>
/// <param name="MessageId">UUIDv7, new for every emission, so that a reader's inbox can tell a repeat from a new emission.</param>
/// <param name="OrderId">The saga; AMQP <c>correlation_id</c>.</param>
/// <param name="Type">Wire name and routing key.</param>
/// <param name="Payload">JSON body.</param>
/// <param name="Trace">The span in which it was appended; default when nothing was traced.</param>
/// <param name="OccurredAt">When it was appended, UTC, in whole microseconds.</param>
public sealed record OutboxMessage(
    Guid MessageId,
    Guid OrderId,
    string Type,
    string Payload,
    ActivityContext Trace,
    DateTimeOffset OccurredAt);
