using OrderSaga.Contracts.Http;

namespace OrderSaga.Web.Clients;

/// <summary>What any service still owes to the broker.</summary>
public sealed class OutboxClient(ServiceHttp http)
{
    public Task<Answer<OutboxView>> GetAsync(string service, CancellationToken cancellationToken) =>
        http.GetAsync<OutboxView>(service, "outbox", cancellationToken);
}
