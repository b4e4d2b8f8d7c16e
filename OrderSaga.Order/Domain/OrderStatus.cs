namespace OrderSaga.Order.Domain;

/// <summary>What the customer is told. An order leaves <see cref="Pending"/> once, and then never changes its status again.</summary>
internal enum OrderStatus
{
    Pending,
    Confirmed,
    Cancelled,
}

/// <summary>How far Inventory has come with an order, as far as its events have been seen here.</summary>
internal enum InventoryProgress
{
    None,
    Reserved,
    Rejected,
    Released,
}

/// <summary>How far Payment has come with an order, as far as its events have been seen here.</summary>
internal enum PaymentProgress
{
    None,
    Charged,
    Declined,
    Refunded,
}
