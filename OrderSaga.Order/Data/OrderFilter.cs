using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Data;

/// <summary>Which orders to list, newest first.</summary>
/// <param name="Status">Only those; null for all.</param>
/// <param name="UserId">Only those of this user; null for all.</param>
/// <param name="After">The id that the page before ended with; null for the first page.</param>
/// <param name="Limit">Orders in a page, at the most.</param>
/// <param name="Unsettled">Only those that are not settled.</param>
internal sealed record OrderFilter(OrderStatus? Status, string? UserId, Guid? After, int Limit, bool Unsettled = false);

/// <summary>A page of orders.</summary>
/// <param name="Orders">Newest first.</param>
/// <param name="Next">The id after which the next page begins; null after the last.</param>
internal sealed record OrderListing(IReadOnlyList<PlacedOrder> Orders, Guid? Next);
