using OrderSaga.Inventory.Domain;

namespace OrderSaga.Inventory.Data;

/// <summary>New reservations turned into columns, as <c>unnest</c> takes them.</summary>
internal sealed record InsertParameters(
    Guid[] OrderIds, string[] Statuses, string?[] UserIds, string?[] Items, int[] Quantities, decimal?[] Prices, string?[] Reasons)
{
    public static InsertParameters Of(IReadOnlyList<ReservationState> added)
    {
        ReservationRow[] rows = [.. added.Select(ReservationRow.Of)];
        return new InsertParameters(
            Array.ConvertAll(rows, row => row.OrderId),
            Array.ConvertAll(rows, row => row.Status),
            Array.ConvertAll(rows, row => row.UserId),
            Array.ConvertAll(rows, row => row.Item),
            Array.ConvertAll(rows, row => row.Quantity),
            Array.ConvertAll(rows, row => row.Price),
            Array.ConvertAll(rows, row => row.Reason));
    }
}

/// <summary>Only a held reservation ever changes, by being released: what was held stays as it was.</summary>
internal sealed record ChangeParameters(Guid[] ChangedOrderIds, string[] ChangedStatuses, string?[] ChangedReasons)
{
    public static ChangeParameters Of(IReadOnlyList<ReservationState> changed)
    {
        ReservationRow[] rows = [.. changed.Select(ReservationRow.Of)];
        return new ChangeParameters(
            Array.ConvertAll(rows, row => row.OrderId), Array.ConvertAll(rows, row => row.Status), Array.ConvertAll(rows, row => row.Reason));
    }
}

/// <summary>Units that became available, by item.</summary>
internal sealed record StockParameters(string[] StockItems, long[] StockUnits)
{
    public static StockParameters Of(IReadOnlyList<KeyValuePair<string, long>> stock) =>
        new([.. stock.Select(change => change.Key)], [.. stock.Select(change => change.Value)]);
}
