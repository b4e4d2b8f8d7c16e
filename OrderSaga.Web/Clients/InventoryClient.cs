using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Web.Clients;

public sealed class InventoryClient(ServiceHttp http)
{
    public Task<Answer<IReadOnlyList<StockView>>> GetStockAsync(CancellationToken cancellationToken) =>
        http.GetAsync<IReadOnlyList<StockView>>(Routes.InventoryService, "stock", cancellationToken);

    public Task<Answer<StockView>> SetStockAsync(string item, long available, CancellationToken cancellationToken) =>
        http.SendAsync<StockView>(
            Routes.InventoryService, HttpMethod.Put, $"stock/{Uri.EscapeDataString(item)}", new SetStockRequest(available), cancellationToken);

    public Task<Answer<ReservationView>> GetReservationAsync(Guid orderId, CancellationToken cancellationToken) =>
        http.GetAsync<ReservationView>(Routes.InventoryService, $"reservations/{orderId}", cancellationToken);
}
