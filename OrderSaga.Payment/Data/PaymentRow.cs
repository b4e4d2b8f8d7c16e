using OrderSaga.Payment.Domain;

namespace OrderSaga.Payment.Data;

/// <summary>A payment as its table has it: one row shape for all states.</summary>
internal sealed record PaymentRow(Guid OrderId, string Status, string UserId, decimal Amount, string? Reason)
{
    public const string Charged = "CHARGED";
    public const string Declined = "DECLINED";
    public const string Refunded = "REFUNDED";
    public const string Voided = "VOIDED";

    public static PaymentRow Of(PaymentState state) => state switch
    {
        Charged s => new PaymentRow(s.OrderId, Charged, s.UserId, s.Amount, null),
        Declined s => new PaymentRow(s.OrderId, Declined, s.UserId, s.Amount, s.Reason),
        Refunded s => new PaymentRow(s.OrderId, Refunded, s.UserId, s.Amount, s.Reason),
        Voided s => new PaymentRow(s.OrderId, Voided, s.UserId, 0m, s.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state.GetType(), "Not a state of a payment."),
    };

    // The table's constraints hold that what a state needs is not null.
    public PaymentState ToState() => Status switch
    {
        Charged => new Charged(OrderId, UserId, Amount),
        Declined => new Declined(OrderId, UserId, Amount, Reason!),
        Refunded => new Refunded(OrderId, UserId, Amount, Reason!),
        Voided => new Voided(OrderId, UserId, Reason!),
        _ => throw new InvalidOperationException($"Payment {OrderId} has the unknown status '{Status}'."),
    };
}
