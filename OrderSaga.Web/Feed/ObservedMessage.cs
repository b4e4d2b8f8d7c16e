using OrderSaga.Contracts.Events;

namespace OrderSaga.Web.Feed;

/// <summary>A message as it passed through the exchange.</summary>
/// <param name="MessageId">As the sender wrote it; what the inboxes go by.</param>
/// <param name="Type">Wire name of the event.</param>
/// <param name="OrderId">The saga.</param>
/// <param name="Source">The sender's resource name.</param>
/// <param name="AppendedAt">When the sender appended it in its transaction, to the millisecond, when the message id tells.</param>
/// <param name="SeenAt">When the exchange had routed it: this page's own clock.</param>
/// <param name="Text">Body, headers and trace.</param>
/// <param name="Event">The body, understood.</param>
public sealed record ObservedMessage(
    Guid MessageId,
    string Type,
    Guid OrderId,
    string Source,
    DateTimeOffset? AppendedAt,
    DateTimeOffset SeenAt,
    WireText Text,
    ISagaEvent Event)
{
    /// <summary>The exchange has carried this message id before: the receivers' inboxes will skip it.</summary>
    public bool IsDuplicate { get; init; }
}
