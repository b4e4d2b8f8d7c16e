namespace OrderSaga.Load;

/// <summary>The three HTTP APIs under load.</summary>
internal sealed class Services(HttpClient order, HttpClient inventory, HttpClient payment) : IDisposable
{
    public HttpClient Order => order;

    public HttpClient Inventory => inventory;

    public HttpClient Payment => payment;

    /// <param name="order">The Order service's address.</param>
    /// <param name="inventory">The Inventory service's address.</param>
    /// <param name="payment">The Payment service's address.</param>
    /// <param name="timeout">How long a request may take until it counts as failed; a minute if not given.</param>
    public static Services At(Uri order, Uri inventory, Uri payment, TimeSpan? timeout = null) =>
        new(Client(order, timeout), Client(inventory, timeout), Client(payment, timeout));

    public void Dispose()
    {
        Order.Dispose();
        Inventory.Dispose();
        Payment.Dispose();
    }

    /// <summary>Sends no <c>traceparent</c>: the POST's server span is the root of its saga's trace.</summary>
    internal static SocketsHttpHandler Handler() => new() { MaxConnectionsPerServer = 256, ActivityHeadersPropagator = null };

    private static HttpClient Client(Uri address, TimeSpan? timeout) =>
        new(Handler()) { BaseAddress = address, Timeout = timeout ?? TimeSpan.FromMinutes(1) };
}
