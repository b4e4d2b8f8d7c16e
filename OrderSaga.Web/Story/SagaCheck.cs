using OrderSaga.Contracts.Http;
using OrderSaga.Web.Clients;

namespace OrderSaga.Web.Story;

public enum Verdict
{
    /// <summary>The saga is at rest and the three services agree.</summary>
    Holds,

    /// <summary>The saga is under way; nothing can be said yet.</summary>
    UnderWay,

    /// <summary>A service does not answer.</summary>
    Unknown,

    /// <summary>The saga is at rest and the services disagree: a bug.</summary>
    Broken,
}

/// <summary>
/// The promise, for one saga: CONFIRMED if and only if the stock is held and the money taken; CANCELLED only with neither.
/// </summary>
/// <param name="Verdict">How it stands.</param>
/// <param name="Explanation">In words.</param>
public sealed record SagaCheck(Verdict Verdict, string Explanation)
{
    public static SagaCheck Of(Answer<OrderView>? order, Answer<ReservationView>? reservation, Answer<PaymentView>? payment)
    {
        if (order?.Value is not { } view || reservation is null or { IsDown: true } || payment is null or { IsDown: true })
        {
            return new(Verdict.Unknown, "Not all three services answer.");
        }

        if (!view.Settled)
        {
            return new(Verdict.UnderWay, "The saga is under way; it will be checked when it rests.");
        }

        var (held, charged) = (reservation.Value?.Status == "RESERVED", payment.Value?.Status == "CHARGED");
        var (stock, money) = (held ? "stock is held" : "no stock is held", charged ? "money is taken" : "no money is taken");
        var holds = view.Status == "CONFIRMED" ? held && charged : !held && !charged;
        return new(holds ? Verdict.Holds : Verdict.Broken, $"{view.Status}, {stock}, {money}.");
    }
}
