using System.Text;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Order.Data;

/// <summary>One event of an order, sent or seen, as <c>order_events</c> has it.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="MessageId">The message that carried it.</param>
/// <param name="OccurredAt">When its sender appended it.</param>
/// <param name="RecordedAt">When it was recorded here.</param>
/// <param name="Type">Wire name.</param>
/// <param name="Outcome">The outcome, if this event decided the order.</param>
/// <param name="Source">Its sender; null for the one that the type implies.</param>
/// <param name="Payload">JSON; null for what type and order imply.</param>
internal sealed record TimelineRow(
    Guid OrderId,
    Guid MessageId,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt,
    string Type,
    OrderStatus? Outcome,
    string? Source,
    string? Payload)
{
    public static TimelineRow Of(InboundMessage seen, OrderDetails order, DateTimeOffset now, OrderStatus? outcome) => new(
        order.Id,
        seen.MessageId,
        seen.OccurredAt,
        now,
        seen.Type,
        outcome,
        seen.Source == ImpliedEvent.SourceOf(seen.Type) ? null : seen.Source,
        Unless(ImpliedEvent.BodyOf(seen.Type, order), seen.Body));

    public static TimelineRow Of(OutboxMessage sent, OrderDetails order, DateTimeOffset now, OrderStatus? outcome) => new(
        order.Id,
        sent.MessageId,
        sent.OccurredAt,
        now,
        sent.Type,
        outcome,
        Source: null,
        Unless(ImpliedEvent.BodyOf(sent.Type, order), Encoding.UTF8.GetBytes(sent.Payload)));

    private static string? Unless(byte[]? implied, byte[] body) =>
        implied is not null && body.AsSpan().SequenceEqual(implied) ? null : Encoding.UTF8.GetString(body);
}
