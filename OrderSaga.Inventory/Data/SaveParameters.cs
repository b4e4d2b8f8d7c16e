using OrderSaga.Inventory.Domain;

namespace OrderSaga.Inventory.Data;

/// <summary>A batch's outcome turned into columns, as <c>unnest</c> takes them.</summary>
internal sealed class SaveParameters
{
    public required Guid[] OrderIds { get; init; }
    public required string[] Statuses { get; init; }
    public required string?[] UserIds { get; init; }
    public required string?[] Items { get; init; }
    public required int[] Quantities { get; init; }
    public required decimal?[] Prices { get; init; }
    public required string?[] Reasons { get; init; }

    // Only a held reservation ever changes, by being released: what was held stays as it was.
    public required Guid[] ChangedOrderIds { get; init; }
    public required string[] ChangedStatuses { get; init; }
    public required string?[] ChangedReasons { get; init; }

    public required string[] StockItems { get; init; }
    public required long[] StockUnits { get; init; }

    public static SaveParameters Of(BatchOutcome outcome)
    {
        ReservationRow[] added = [.. outcome.New.Select(ReservationRow.Of)];
        ReservationRow[] changed = [.. outcome.Changed.Select(ReservationRow.Of)];
        return new SaveParameters
        {
            OrderIds = Array.ConvertAll(added, row => row.OrderId),
            Statuses = Array.ConvertAll(added, row => row.Status),
            UserIds = Array.ConvertAll(added, row => row.UserId),
            Items = Array.ConvertAll(added, row => row.Item),
            Quantities = Array.ConvertAll(added, row => row.Quantity),
            Prices = Array.ConvertAll(added, row => row.Price),
            Reasons = Array.ConvertAll(added, row => row.Reason),
            ChangedOrderIds = Array.ConvertAll(changed, row => row.OrderId),
            ChangedStatuses = Array.ConvertAll(changed, row => row.Status),
            ChangedReasons = Array.ConvertAll(changed, row => row.Reason),
            StockItems = [.. outcome.Stock.Select(change => change.Key)],
            StockUnits = [.. outcome.Stock.Select(change => change.Value)],
        };
    }
}
