namespace OrderSaga.Order.Domain;

/// <summary>What was ordered. It never changes. <paramref name="Price"/> is that of one unit.</summary>
internal sealed record OrderDetails(Guid Id, string UserId, string Item, int Quantity, decimal Price);
