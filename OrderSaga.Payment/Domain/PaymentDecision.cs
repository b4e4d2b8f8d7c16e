using OrderSaga.Contracts.Events;

namespace OrderSaga.Payment.Domain;

/// <summary>The outcome of one event: the state from now on, what it does to the account, and the answer to send.</summary>
internal sealed record PaymentDecision(PaymentState State, BalanceChange? Change, ISagaEvent Answer);

/// <summary>
/// <paramref name="Amount"/> that came into the balance: negative when it was charged, positive when it went back. What is charged
/// changes by as much the other way.
/// </summary>
internal readonly record struct BalanceChange(string UserId, decimal Amount);
