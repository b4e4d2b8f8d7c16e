using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderSaga.Contracts;
using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Chaos;

/// <summary>The HTTP side of a service. Its loops do not run: there is neither a broker nor a database.</summary>
internal sealed class ChaosHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private ChaosHost(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public static async Task<ChaosHost> StartAsync(string? enabled)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Chaos:Enabled"] = enabled,
            ["ConnectionStrings:messaging"] = "amqp://127.0.0.1:1",
            ["ConnectionStrings:nowhere-db"] = "Host=127.0.0.1;Port=1",
        });
        builder.AddServiceDefaults();
        builder.AddApiDefaults();
        builder.AddSagaService<RecordingHandler>(Routes.PaymentService, "nowhere-db");
        foreach (var loop in builder.Services.Where(IsLoop).ToList())
        {
            builder.Services.Remove(loop);
        }

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapApiDefaults();
        app.MapChaos();
        await app.StartAsync();
        return new ChaosHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }

    private static bool IsLoop(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(SagaServiceExtensions).Assembly;
}
