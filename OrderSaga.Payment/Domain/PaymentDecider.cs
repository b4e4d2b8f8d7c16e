using OrderSaga.Contracts.Events;

namespace OrderSaga.Payment.Domain;

/// <summary>
/// Payment's part of the protocol as a pure function. Every event gets exactly one answer, and a repeat gets the answer that the
/// state holds, never one made of the repeat: that is what lets a re-driven order heal a message lost at any hop.
/// </summary>
internal static class PaymentDecider
{
    /// <param name="state">What was decided for this order so far; null when nothing was.</param>
    /// <param name="sagaEvent">One of the events that Payment consumes.</param>
    /// <param name="balance">Money on the account that is to pay; null when there is no such account.</param>
    /// <exception cref="InvalidEventException">Payment does not consume this event.</exception>
    public static PaymentDecision Decide(PaymentState? state, ISagaEvent sagaEvent, decimal? balance) => sagaEvent switch
    {
        InventoryReserved e => state is null ? Charge(e, balance) : Unchanged(state, AnswerOf(state)),
        OrderCancelled e => Cancel(state, e),
        _ => throw new InvalidEventException($"Payment does not consume {EventCodec.TypeOf(sagaEvent)}."),
    };

    private static PaymentDecision Charge(InventoryReserved e, decimal? balance)
    {
        var amount = e.Price * e.Quantity;
        if (balance >= amount)
        {
            var charged = new Charged(e.Id, e.UserId, amount);
            return new PaymentDecision(charged, new BalanceChange(e.UserId, -amount), AnswerOf(charged));
        }

        var reason = balance is null ? Reasons.UnknownAccount : Reasons.InsufficientFunds;
        var declined = new Declined(e.Id, e.UserId, amount, reason);
        return new PaymentDecision(declined, Change: null, AnswerOf(declined));
    }

    private static PaymentDecision Cancel(PaymentState? state, OrderCancelled e)
    {
        switch (state)
        {
            // A tombstone: should the order's INVENTORY_RESERVED come late, it finds this and charges nothing.
            case null:
                var voided = new Voided(e.Id, e.UserId, e.Reason);
                return new PaymentDecision(voided, Change: null, AnswerOf(voided));

            case Charged kept:
                var refunded = new Refunded(e.Id, kept.UserId, kept.Amount, e.Reason);
                return new PaymentDecision(refunded, new BalanceChange(kept.UserId, kept.Amount), AnswerOf(refunded));

            // Stays declined, as that is what happened; but whoever asks for a refund is owed its confirmation.
            case Declined declined:
                return Unchanged(declined, new PaymentRefunded(e.Id, declined.UserId, 0m));

            default:
                return Unchanged(state, AnswerOf(state));
        }
    }

    private static PaymentDecision Unchanged(PaymentState state, ISagaEvent answer) => new(state, Change: null, answer);

    private static ISagaEvent AnswerOf(PaymentState state) => state switch
    {
        Charged s => new PaymentSuccess(s.OrderId, s.UserId, s.Amount),
        Declined s => new PaymentFailed(s.OrderId, s.Reason),
        Refunded s => new PaymentRefunded(s.OrderId, s.UserId, s.Amount),
        Voided s => new PaymentRefunded(s.OrderId, s.UserId, 0m),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state.GetType(), "Not a state of a payment."),
    };
}
