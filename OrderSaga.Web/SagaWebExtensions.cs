using OrderSaga.Contracts;
using OrderSaga.Web.Clients;

namespace OrderSaga.Web;

/// <summary>What the page is made of.</summary>
public static class SagaWebExtensions
{
    /// <summary>
    /// The longest that the page waits for one service, retries included. A stopped service may hang instead of refusing, and a
    /// person who watches the page should see "down" before losing patience.
    /// </summary>
    private static readonly TimeSpan ServiceTimeout = TimeSpan.FromSeconds(3);

    public static IHostApplicationBuilder AddSagaWeb(this IHostApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddSingleton(TimeProvider.System);

        builder.Services.AddServiceHttpClient(Routes.OrderService);
        builder.Services.AddServiceHttpClient(Routes.InventoryService);
        builder.Services.AddServiceHttpClient(Routes.PaymentService);
        builder.Services.AddSingleton<ServiceHttp>();
        builder.Services.AddSingleton<OrderClient>();
        builder.Services.AddSingleton<InventoryClient>();
        builder.Services.AddSingleton<PaymentClient>();
        return builder;
    }

    private static void AddServiceHttpClient(this IServiceCollection services, string service) =>
        services.AddHttpClient(service, client =>
        {
            client.BaseAddress = new Uri("https+http://" + service);
            client.Timeout = ServiceTimeout;
        });
}
