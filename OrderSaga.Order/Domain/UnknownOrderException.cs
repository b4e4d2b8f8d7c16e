namespace OrderSaga.Order.Domain;

/// <summary>An event speaks of an order that does not exist here. It is dead-lettered.</summary>
internal sealed class UnknownOrderException(Guid orderId) : Exception($"There is no order {orderId}.")
{
    public Guid OrderId { get; } = orderId;
}
