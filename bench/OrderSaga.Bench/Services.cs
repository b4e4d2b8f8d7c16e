namespace OrderSaga.Bench;

/// <summary>The three HTTP APIs under load.</summary>
internal sealed class Services(Uri order, Uri inventory, Uri payment) : IDisposable
{
    public HttpClient Order { get; } = Client(order);

    public HttpClient Inventory { get; } = Client(inventory);

    public HttpClient Payment { get; } = Client(payment);

    public void Dispose()
    {
        Order.Dispose();
        Inventory.Dispose();
        Payment.Dispose();
    }

    private static HttpClient Client(Uri address) => new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
    };
}
