using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Data;

/// <summary>A batch turned into columns, as <c>unnest</c> takes them.</summary>
internal sealed class SaveParameters
{
    private SaveParameters(OrderChange[] changes, IReadOnlyList<TimelineRow> timeline)
    {
        PlacedOrder[] orders = Array.ConvertAll(changes, change => change.After);
        Ids = Array.ConvertAll(orders, order => order.Details.Id);
        UpdatedAts = Array.ConvertAll(orders, order => order.UpdatedAt);
        DeadlineAts = Array.ConvertAll(orders, order => order.DeadlineAt);
        SettledAts = Array.ConvertAll(orders, order => order.SettledAt);
        Attempts = Array.ConvertAll(orders, order => order.Attempts);
        OweInventories = Array.ConvertAll(orders, order => order.State.OwesInventory);
        OwePayments = Array.ConvertAll(orders, order => order.State.OwesPayment);
        Statuses = Array.ConvertAll(orders, order => order.State.Status.ToWire());
        Inventories = Array.ConvertAll(orders, order => order.State.Inventory.ToWire());
        Payments = Array.ConvertAll(orders, order => order.State.Payment.ToWire());
        Reasons = Array.ConvertAll(orders, order => order.State.Reason);

        SettledIds = [.. changes.Where(change => change.Settles).Select(change => change.After.Details.Id)];
        OrderChange[] moved = [.. changes.Where(change => change.MovesDeadline)];
        MovedIds = Array.ConvertAll(moved, change => change.After.Details.Id);
        MovedDeadlineAts = Array.ConvertAll(moved, change => change.After.DeadlineAt!.Value);
        (Pending, Confirmed, Cancelled, Unsettled) = OrderCounts.Of(changes);

        EventOrderIds = [.. timeline.Select(row => row.OrderId)];
        EventMessageIds = [.. timeline.Select(row => row.MessageId)];
        EventOccurredAts = [.. timeline.Select(row => row.OccurredAt)];
        EventRecordedAts = [.. timeline.Select(row => row.RecordedAt)];
        EventTypes = [.. timeline.Select(row => row.Type)];
        EventOutcomes = [.. timeline.Select(row => row.Outcome?.ToWire())];
        EventSources = [.. timeline.Select(row => row.Source)];
        EventPayloads = [.. timeline.Select(row => row.Payload)];
    }

    public Guid[] Ids { get; }
    public DateTimeOffset[] UpdatedAts { get; }
    public DateTimeOffset?[] DeadlineAts { get; }
    public DateTimeOffset?[] SettledAts { get; }
    public int[] Attempts { get; }
    public bool[] OweInventories { get; }
    public bool[] OwePayments { get; }
    public string[] Statuses { get; }
    public string[] Inventories { get; }
    public string[] Payments { get; }
    public string?[] Reasons { get; }

    public Guid[] SettledIds { get; }
    public Guid[] MovedIds { get; }
    public DateTimeOffset[] MovedDeadlineAts { get; }

    public long Pending { get; }
    public long Confirmed { get; }
    public long Cancelled { get; }
    public long Unsettled { get; }

    public Guid[] EventOrderIds { get; }
    public Guid[] EventMessageIds { get; }
    public DateTimeOffset[] EventOccurredAts { get; }
    public DateTimeOffset[] EventRecordedAts { get; }
    public string[] EventTypes { get; }
    public string?[] EventOutcomes { get; }
    public string?[] EventSources { get; }
    public string?[] EventPayloads { get; }

    public static SaveParameters Of(OrderBatch batch) => new([.. batch.Changes], batch.Timeline);
}
