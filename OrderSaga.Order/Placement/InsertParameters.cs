using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.Order.Placement;

/// <summary>New orders turned into columns, as <c>unnest</c> takes them.</summary>
internal sealed class InsertParameters
{
    public required Guid[] Ids { get; init; }
    public required DateTimeOffset[] CreatedAts { get; init; }
    public required int[] Quantities { get; init; }
    public required decimal[] Prices { get; init; }
    public required string[] UserIds { get; init; }
    public required string[] Items { get; init; }
    public required byte[]?[] TraceParents { get; init; }
    public required string?[] TraceStates { get; init; }
    public required DateTimeOffset[] DeadlineAts { get; init; }

    /// <summary>Of the ORDER_CREATED of each order.</summary>
    public required Guid[] MessageIds { get; init; }

    public long Count => Ids.Length;

    public static InsertParameters Of(IReadOnlyList<PlacedOrder> orders, IReadOnlyList<OutboxMessage> events) => new()
    {
        Ids = [.. orders.Select(order => order.Details.Id)],
        CreatedAts = [.. orders.Select(order => order.CreatedAt)],
        Quantities = [.. orders.Select(order => order.Details.Quantity)],
        Prices = [.. orders.Select(order => order.Details.Price)],
        UserIds = [.. orders.Select(order => order.Details.UserId)],
        Items = [.. orders.Select(order => order.Details.Item)],
        TraceParents = [.. orders.Select(order => TraceContext.ToBytes(order.Trace))],
        TraceStates = [.. orders.Select(order => order.Trace.TraceState)],
        DeadlineAts = [.. orders.Select(order => order.DeadlineAt!.Value)],
        MessageIds = [.. events.Select(message => message.MessageId)],
    };
}
