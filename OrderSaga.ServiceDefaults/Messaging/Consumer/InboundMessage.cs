using System.Diagnostics;
using OrderSaga.Contracts.Events;

namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>A message that parsed and validated, on its way to the service's <see cref="IBatchHandler"/>.</summary>
/// <param name="MessageId">Unique for each emission; the key of the inbox.</param>
/// <param name="Type">The wire name of the event.</param>
/// <param name="Event">The event itself.</param>
/// <param name="Body">As it came, JSON in UTF-8.</param>
/// <param name="Source">The sender's resource name (AMQP <c>app_id</c>), empty when it gave none.</param>
/// <param name="OccurredAt">When the sender appended the event, UTC; AMQP timestamps have a resolution of one second.</param>
/// <param name="Trace">What events emitted because of this one name as their parent: the span that handles it.</param>
public sealed record InboundMessage(
    Guid MessageId,
    string Type,
    ISagaEvent Event,
    byte[] Body,
    string Source,
    DateTimeOffset OccurredAt,
    ActivityContext Trace);
