namespace OrderSaga.Payment.Domain;

/// <summary>
/// What Payment has decided for one order. Each state keeps what it takes to answer a repeat the way the first was answered; an
/// order that has not been heard of has no state (null).
/// </summary>
internal abstract record PaymentState(Guid OrderId, string UserId);

/// <summary>The money is taken. <paramref name="Amount"/> is unit price × quantity.</summary>
internal sealed record Charged(Guid OrderId, string UserId, decimal Amount) : PaymentState(OrderId, UserId);

/// <summary>Nothing was ever taken: too little money, or no such account. <paramref name="Amount"/> is what was asked for.</summary>
internal sealed record Declined(Guid OrderId, string UserId, decimal Amount, string Reason) : PaymentState(OrderId, UserId);

/// <summary>The money was taken and went back, all of it.</summary>
internal sealed record Refunded(Guid OrderId, string UserId, decimal Amount, string Reason) : PaymentState(OrderId, UserId);

/// <summary>The order was cancelled before Payment heard of it. Nothing was taken, and nothing will be.</summary>
internal sealed record Voided(Guid OrderId, string UserId, string Reason) : PaymentState(OrderId, UserId);
