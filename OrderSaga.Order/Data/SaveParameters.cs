using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Data;

/// <summary>Changed orders and their timeline turned into columns, as <c>unnest</c> takes them.</summary>
internal sealed class SaveParameters
{
    public required Guid[] Ids { get; init; }
    public required DateTimeOffset[] UpdatedAts { get; init; }
    public required DateTimeOffset?[] DeadlineAts { get; init; }
    public required DateTimeOffset?[] SettledAts { get; init; }
    public required int[] Attempts { get; init; }
    public required bool[] OweInventories { get; init; }
    public required bool[] OwePayments { get; init; }
    public required string[] Statuses { get; init; }
    public required string[] Inventories { get; init; }
    public required string[] Payments { get; init; }
    public required string?[] Reasons { get; init; }

    public required Guid[] SettledIds { get; init; }
    public required Guid[] MovedIds { get; init; }
    public required DateTimeOffset[] MovedDeadlineAts { get; init; }

    public required long Pending { get; init; }
    public required long Confirmed { get; init; }
    public required long Cancelled { get; init; }
    public required long Unsettled { get; init; }

    public required Guid[] EventOrderIds { get; init; }
    public required Guid[] EventMessageIds { get; init; }
    public required DateTimeOffset[] EventOccurredAts { get; init; }
    public required DateTimeOffset[] EventRecordedAts { get; init; }
    public required string[] EventTypes { get; init; }
    public required string?[] EventOutcomes { get; init; }
    public required string?[] EventSources { get; init; }
    public required string?[] EventPayloads { get; init; }

    public static SaveParameters Of(OrderChange[] changes, IReadOnlyList<TimelineRow> timeline)
    {
        var orders = Array.ConvertAll(changes, change => change.After);
        PlacedOrder[] moved = [.. changes.Where(change => change.MovesDeadline).Select(change => change.After)];
        var counts = OrderCounts.Of(changes);
        return new SaveParameters
        {
            Ids = Array.ConvertAll(orders, order => order.Details.Id),
            UpdatedAts = Array.ConvertAll(orders, order => order.UpdatedAt),
            DeadlineAts = Array.ConvertAll(orders, order => order.DeadlineAt),
            SettledAts = Array.ConvertAll(orders, order => order.SettledAt),
            Attempts = Array.ConvertAll(orders, order => order.Attempts),
            OweInventories = Array.ConvertAll(orders, order => order.State.OwesInventory),
            OwePayments = Array.ConvertAll(orders, order => order.State.OwesPayment),
            Statuses = Array.ConvertAll(orders, order => order.State.Status.ToWire()),
            Inventories = Array.ConvertAll(orders, order => order.State.Inventory.ToWire()),
            Payments = Array.ConvertAll(orders, order => order.State.Payment.ToWire()),
            Reasons = Array.ConvertAll(orders, order => order.State.Reason),
            SettledIds = [.. changes.Where(change => change.Settles).Select(change => change.After.Details.Id)],
            MovedIds = Array.ConvertAll(moved, order => order.Details.Id),
            MovedDeadlineAts = Array.ConvertAll(moved, order => order.DeadlineAt!.Value),
            Pending = counts.Pending,
            Confirmed = counts.Confirmed,
            Cancelled = counts.Cancelled,
            Unsettled = counts.Unsettled,
            EventOrderIds = [.. timeline.Select(row => row.OrderId)],
            EventMessageIds = [.. timeline.Select(row => row.MessageId)],
            EventOccurredAts = [.. timeline.Select(row => row.OccurredAt)],
            EventRecordedAts = [.. timeline.Select(row => row.RecordedAt)],
            EventTypes = [.. timeline.Select(row => row.Type)],
            EventOutcomes = [.. timeline.Select(row => row.Outcome?.ToWire())],
            EventSources = [.. timeline.Select(row => row.Source)],
            EventPayloads = [.. timeline.Select(row => row.Payload)],
        };
    }
}
