namespace OrderSaga.Contracts.Events;

/// <summary>Why an order was cancelled, as it stands in events and in the API.</summary>
public static class Reasons
{
    public const string OutOfStock = "out_of_stock";
    public const string UnknownItem = "unknown_item";
    public const string InsufficientFunds = "insufficient_funds";
    public const string UnknownAccount = "unknown_account";
    public const string CustomerRequest = "customer_request";
    public const string Timeout = "timeout";
}
