using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;
using OrderSaga.Contracts;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Feed;
using OrderSaga.Web.Sagas;
using OrderSaga.Web.Story;
using OrderSaga.Web.Traces;
using OrderSaga.Web.Watch;

namespace OrderSaga.Web;

/// <summary>What the page is made of.</summary>
public static class SagaWebExtensions
{
    /// <summary>
    /// The longest that the page waits for one service, retries included. A stopped service may hang instead of refusing, and a
    /// person who watches the page should see "down" before losing patience.
    /// </summary>
    private static readonly TimeSpan ServiceTimeout = TimeSpan.FromSeconds(3);

    /// <summary>A saga's trace has some 30 KB. Above this, the page would rather show nothing than run out of memory.</summary>
    private const int MaxTraceBytes = 16 * 1024 * 1024;

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
        builder.Services.AddSingleton<HealthClient>();
        builder.Services.AddSingleton<OutboxClient>();
        builder.Services.AddSingleton<DeadLetterClient>();
        builder.Services.AddSingleton<ChaosClient>();
        builder.Services.AddSingleton<BrokerProbe>();
        builder.Services.AddSingleton<SharedAnswers>();
        builder.Services.AddSingleton<Recounter>();
        builder.Services.AddSingleton<SagaListReader>();
        builder.Services.AddSingleton<SagaReader>();
        builder.AddDashboard();
        builder.AddLiveFeed();
        return builder;
    }

    /// <summary>
    /// The page makes its own connection, when the broker is there; its health does not depend on it. That it watches a message is no
    /// part of the saga, so it adds no span to the saga's trace.
    /// </summary>
    private static void AddLiveFeed(this IHostApplicationBuilder builder)
    {
        builder.AddRabbitMQClient(
            "messaging",
            settings => (settings.DisableAutoActivation, settings.DisableHealthChecks, settings.DisableTracing) = (true, true, true),
            factory =>
            {
                factory.AutomaticRecoveryEnabled = false;
                factory.WatchSockets();
            });
        builder.Services.AddSingleton<LiveFeed>();
        builder.Services.AddSingleton(services => new ListeningBudget(services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<Viewers>();
        builder.Services.AddSingleton<CircuitHandler>(services => services.GetRequiredService<Viewers>());
        builder.Services.AddHostedService<FeedReader>();
        builder.Services.AddHostedService<FeedListener>();
    }

    private static void AddDashboard(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient(DashboardClient.Name, client =>
        {
            client.Timeout = ServiceTimeout;
            client.MaxResponseContentBufferSize = MaxTraceBytes;
        });
        builder.Services.AddSingleton<DashboardLink>();
        builder.Services.AddSingleton<DashboardClient>();
    }

    private static void AddServiceHttpClient(this IServiceCollection services, string service) =>
        services.AddHttpClient(service, client =>
        {
            client.BaseAddress = new Uri("https+http://" + service);
            client.Timeout = ServiceTimeout;
        });
}
