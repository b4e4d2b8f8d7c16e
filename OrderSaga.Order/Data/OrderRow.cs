using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.Order.Data;

/// <summary>An order as its table has it.</summary>
internal sealed class OrderRow
{
    /// <summary>The columns of <c>orders</c>, as <c>o</c>, by the names of the members here.</summary>
    public const string Columns = """
        o.id, o.created_at AS CreatedAt, o.quantity, o.price, o.user_id AS UserId, o.item, o.trace_parent AS TraceParent,
        o.trace_state AS TraceState, o.updated_at AS UpdatedAt, o.deadline_at AS DeadlineAt, o.settled_at AS SettledAt, o.attempts,
        o.owes_inventory AS OwesInventory, o.owes_payment AS OwesPayment, o.status, o.inventory, o.payment, o.reason
        """;

    public required Guid Id { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required int Quantity { get; init; }
    public required decimal Price { get; init; }
    public required string UserId { get; init; }
    public required string Item { get; init; }
    public byte[]? TraceParent { get; init; }
    public string? TraceState { get; init; }
    public required DateTime UpdatedAt { get; init; }
    public DateTime? DeadlineAt { get; init; }
    public DateTime? SettledAt { get; init; }
    public required int Attempts { get; init; }
    public required bool OwesInventory { get; init; }
    public required bool OwesPayment { get; init; }
    public required string Status { get; init; }
    public required string Inventory { get; init; }
    public required string Payment { get; init; }
    public string? Reason { get; init; }

    // The table's constraints hold that the names are known.
    public PlacedOrder ToOrder() =>
        new(new OrderDetails(Id, UserId, Item, Quantity, Price), CreatedAt, TraceContext.FromBytes(TraceParent, TraceState))
        {
            State = new OrderState(
                WireNames.ToStatus(Status)!.Value,
                Reason,
                OwesInventory,
                OwesPayment,
                WireNames.ToInventoryProgress(Inventory)!.Value,
                WireNames.ToPaymentProgress(Payment)!.Value),
            Attempts = Attempts,
            DeadlineAt = DeadlineAt,
            SettledAt = SettledAt,
            UpdatedAt = UpdatedAt,
        };
}
