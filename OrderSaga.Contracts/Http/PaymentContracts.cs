namespace OrderSaga.Contracts.Http;

/// <summary>Money left, and the sum of what is charged and not given back.</summary>
public sealed record AccountView(string UserId, decimal Balance, decimal Charged);

/// <summary>Body of <c>PUT /accounts/{userId}</c>: the balance from now on, 0 to 1,000,000,000,000 with at most two decimals.</summary>
public sealed record SetBalanceRequest(decimal? Balance);

/// <summary>What Payment did for one order: CHARGED, DECLINED, REFUNDED or VOIDED.</summary>
public sealed record PaymentView(Guid OrderId, string? UserId, decimal Amount, string Status, string? Reason);
