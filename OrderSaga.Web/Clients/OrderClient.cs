using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Web.Clients;

public sealed class OrderClient(ServiceHttp http)
{
    public Task<Answer<OrderPage>> ListAsync(OrderQuery query, CancellationToken cancellationToken) =>
        http.GetAsync<OrderPage>(Routes.OrderService, query.ToPath(), cancellationToken);

    public Task<Answer<OrderView>> GetAsync(Guid orderId, CancellationToken cancellationToken) =>
        http.GetAsync<OrderView>(Routes.OrderService, $"orders/{orderId}", cancellationToken);

    public Task<Answer<IReadOnlyList<TimelineEntry>>> GetTimelineAsync(Guid orderId, CancellationToken cancellationToken) =>
        http.GetAsync<IReadOnlyList<TimelineEntry>>(Routes.OrderService, $"orders/{orderId}/timeline", cancellationToken);

    public Task<Answer<OrderStats>> GetStatsAsync(CancellationToken cancellationToken) =>
        http.GetAsync<OrderStats>(Routes.OrderService, "orders/stats", cancellationToken);

    /// <summary>Places an order. The key makes it safe to send the request again, whoever does.</summary>
    public Task<Answer<OrderAccepted>> PlaceAsync(PlaceOrderRequest order, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "orders") { Content = JsonContent.Create(order) };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        return http.SendAsync<OrderAccepted>(Routes.OrderService, request, cancellationToken);
    }

    public Task<Answer<object>> CancelAsync(Guid orderId, CancellationToken cancellationToken) =>
        http.SendAsync<object>(Routes.OrderService, HttpMethod.Post, $"orders/{orderId}/cancel", null, cancellationToken);

    /// <summary>Asks again for the answers that an order waits for, as the monitor would at its deadline.</summary>
    public Task<Answer<object>> RedriveAsync(Guid orderId, CancellationToken cancellationToken) =>
        http.SendAsync<object>(Routes.OrderService, HttpMethod.Post, $"orders/{orderId}/redrive", null, cancellationToken);
}
