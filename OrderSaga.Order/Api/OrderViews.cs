using OrderSaga.Contracts.Http;
using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Api;

/// <summary>Orders as the API shows them.</summary>
internal static class OrderViews
{
    /// <summary>Only of what never changes, so that a repeated request is answered with the same bytes at any later time.</summary>
    public static OrderAccepted ToAccepted(this PlacedOrder order) => new(
        order.Details.Id,
        order.Details.UserId,
        order.Details.Item,
        order.Details.Quantity,
        order.Details.Price,
        OrderStatus.Pending.ToWire(),
        order.CreatedAt);

    public static OrderView ToView(this PlacedOrder order) => new(
        order.Details.Id,
        order.Details.UserId,
        order.Details.Item,
        order.Details.Quantity,
        order.Details.Price,
        order.State.Status.ToWire(),
        order.State.Reason,
        order.State.Settled,
        order.State.Inventory.ToWire(),
        order.State.Payment.ToWire(),
        order.Attempts,
        order.DeadlineAt,
        order.Trace == default ? null : order.Trace.TraceId.ToHexString(),
        order.CreatedAt,
        order.UpdatedAt);
}
