using OrderSaga.Contracts.Http;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Feed;

namespace OrderSaga.Web.Story;

/// <summary>Everything that the page shows of one saga at one moment.</summary>
public sealed record SagaView(
    Answer<OrderView> Order,
    Answer<ReservationView> Reservation,
    Answer<PaymentView> Payment,
    LiveSaga? Live,
    IReadOnlyList<SagaMessage> Messages)
{
    private const string Pending = "PENDING";

    public string Status => Order.Value?.Status ?? Live?.Status ?? Pending;

    public bool Settled => Order.Value?.Settled ?? false;

    public string? TraceId => Order.Value?.TraceId ?? Live?.TraceId;

    /// <summary>Neither Order nor the exchange has ever heard of it.</summary>
    public bool IsUnknown => Order.Kind == AnswerKind.NotFound && Live is null;

    public SagaCheck Check { get; } = SagaCheck.Of(Order, Reservation, Payment);

    public SagaPicture Picture { get; } = Draw(Order.Value?.Status ?? Live?.Status ?? Pending, Order.Value?.Settled ?? false, Messages);

    public ILookup<Guid, StateChange> Changes { get; } = StateTrace.Of(Messages);

    private static SagaPicture Draw(string status, bool settled, IReadOnlyList<SagaMessage> messages) =>
        SagaLayout.Draw(messages, NextSteps.Of(status, settled, messages), settled);
}
