using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Web.Clients;

public sealed class PaymentClient(ServiceHttp http)
{
    public Task<Answer<IReadOnlyList<AccountView>>> GetAccountsAsync(CancellationToken cancellationToken) =>
        http.GetAsync<IReadOnlyList<AccountView>>(Routes.PaymentService, "accounts", cancellationToken);

    public Task<Answer<AccountView>> SetBalanceAsync(string userId, decimal balance, CancellationToken cancellationToken) =>
        http.SendAsync<AccountView>(
            Routes.PaymentService,
            HttpMethod.Put,
            $"accounts/{Uri.EscapeDataString(userId)}",
            new SetBalanceRequest(balance),
            cancellationToken);

    public Task<Answer<PaymentView>> GetPaymentAsync(Guid orderId, CancellationToken cancellationToken) =>
        http.GetAsync<PaymentView>(Routes.PaymentService, $"payments/{orderId}", cancellationToken);
}
