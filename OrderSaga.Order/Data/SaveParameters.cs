using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Data;

/// <summary>Changed orders turned into columns, as <c>unnest</c> takes them.</summary>
internal sealed record ChangeParameters(
    Guid[] Ids,
    DateTimeOffset[] UpdatedAts,
    DateTimeOffset?[] DeadlineAts,
    DateTimeOffset?[] SettledAts,
    int[] Attempts,
    bool[] OweInventories,
    bool[] OwePayments,
    string[] Statuses,
    string[] Inventories,
    string[] Payments,
    string?[] Reasons)
{
    public static ChangeParameters Of(OrderChange[] changes)
    {
        var orders = Array.ConvertAll(changes, change => change.After);
        return new ChangeParameters(
            Array.ConvertAll(orders, order => order.Details.Id),
            Array.ConvertAll(orders, order => order.UpdatedAt),
            Array.ConvertAll(orders, order => order.DeadlineAt),
            Array.ConvertAll(orders, order => order.SettledAt),
            Array.ConvertAll(orders, order => order.Attempts),
            Array.ConvertAll(orders, order => order.State.OwesInventory),
            Array.ConvertAll(orders, order => order.State.OwesPayment),
            Array.ConvertAll(orders, order => order.State.Status.ToWire()),
            Array.ConvertAll(orders, order => order.State.Inventory.ToWire()),
            Array.ConvertAll(orders, order => order.State.Payment.ToWire()),
            Array.ConvertAll(orders, order => order.State.Reason));
    }
}

/// <summary>Orders that are looked at again at another time than before.</summary>
internal sealed record MoveParameters(Guid[] MovedIds, DateTimeOffset[] MovedDeadlineAts)
{
    public static MoveParameters Of(OrderChange[] changes)
    {
        var moved = Array.FindAll(changes, change => change.MovesDeadline);
        return new MoveParameters(
            Array.ConvertAll(moved, change => change.After.Details.Id), Array.ConvertAll(moved, change => change.After.DeadlineAt!.Value));
    }
}

/// <summary>A timeline turned into columns.</summary>
internal sealed record TimelineParameters(
    Guid[] EventOrderIds,
    Guid[] EventMessageIds,
    DateTimeOffset[] EventOccurredAts,
    DateTimeOffset[] EventRecordedAts,
    string[] EventTypes,
    string?[] EventOutcomes,
    string?[] EventSources,
    string?[] EventPayloads)
{
    public static TimelineParameters Of(IReadOnlyList<TimelineRow> timeline)
    {
        TimelineRow[] rows = [.. timeline];
        return new TimelineParameters(
            Array.ConvertAll(rows, row => row.OrderId),
            Array.ConvertAll(rows, row => row.MessageId),
            Array.ConvertAll(rows, row => row.OccurredAt),
            Array.ConvertAll(rows, row => row.RecordedAt),
            Array.ConvertAll(rows, row => row.Type),
            Array.ConvertAll(rows, row => row.Outcome?.ToWire()),
            Array.ConvertAll(rows, row => row.Source),
            Array.ConvertAll(rows, row => row.Payload));
    }
}
