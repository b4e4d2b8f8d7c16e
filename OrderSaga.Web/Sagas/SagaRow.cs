using OrderSaga.Contracts.Http;
using OrderSaga.Web.Feed;

namespace OrderSaga.Web.Sagas;

/// <summary>One line of the list.</summary>
/// <param name="FromExchange">
/// Known from the exchange alone: the status is what was sent, and Order may not have handled it yet.
/// </param>
public sealed record SagaRow(
    Guid Id,
    string UserId,
    string Item,
    int Quantity,
    decimal Amount,
    string Status,
    string? Reason,
    bool Settled,
    int Redrives,
    string? TraceId,
    DateTimeOffset CreatedAt,
    TimeSpan? Duration,
    bool FromExchange)
{
    public static SagaRow Of(OrderView order) => new(
        order.Id,
        order.UserId,
        order.Item,
        order.Quantity,
        order.Quantity * order.Price,
        order.Status,
        order.Reason,
        order.Settled,
        order.Attempts,
        order.TraceId,
        order.CreatedAt,
        order.Settled ? order.UpdatedAt - order.CreatedAt : null,
        FromExchange: false);

    public static SagaRow Of(LiveSaga saga) => new(
        saga.OrderId,
        saga.UserId ?? "",
        saga.Item ?? "",
        saga.Quantity,
        saga.Quantity * saga.Price,
        saga.Status,
        saga.Reason,
        Settled: false,
        saga.Redrives,
        saga.TraceId,
        saga.StartedAt,
        Duration: null,
        FromExchange: true);
}
