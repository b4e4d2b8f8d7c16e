using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Data;

/// <summary>How many orders there are of each kind, or by how much that changed.</summary>
internal readonly record struct OrderCounts(long Pending, long Confirmed, long Cancelled, long Unsettled)
{
    /// <summary>What a batch changes.</summary>
    public static OrderCounts Of(IEnumerable<OrderChange> changes)
    {
        var (pending, confirmed, cancelled, unsettled) = (0, 0, 0, 0);
        foreach (var change in changes)
        {
            unsettled -= change.Settles ? 1 : 0;
            if (change.After.State.Status != change.Before.State.Status)
            {
                pending--;
                confirmed += change.After.State.Status == OrderStatus.Confirmed ? 1 : 0;
                cancelled += change.After.State.Status == OrderStatus.Cancelled ? 1 : 0;
            }
        }

        return new OrderCounts(pending, confirmed, cancelled, unsettled);
    }
}
