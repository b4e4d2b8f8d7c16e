using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>
/// Breaking a service on purpose, where <c>Chaos:Enabled</c> is true. Anywhere else nothing of it is registered, and <c>/chaos</c> does
/// not exist.
/// </summary>
public static class ChaosExtensions
{
    private const string EnabledKey = "Chaos:Enabled";

    /// <summary>Maps <c>/chaos</c>, where it is enabled.</summary>
    public static IEndpointRouteBuilder MapChaos(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<ServiceChaos>() is not null)
        {
            ChaosEndpoints.Map(endpoints);
        }

        return endpoints;
    }

    /// <summary>Puts itself in front of the handler, the publisher and the intake that are registered.</summary>
    internal static void AddChaos(this IHostApplicationBuilder builder)
    {
        if (!builder.Configuration.GetValue<bool>(EnabledKey))
        {
            return;
        }

        var services = builder.Services;
        var handler = services.Single(service => service.ServiceType == typeof(IBatchHandler)).ImplementationType!;
        services.AddSingleton(provider => new FaultyHandler(
            (IBatchHandler)ActivatorUtilities.CreateInstance(provider, handler), provider.GetRequiredService<TimeProvider>()));
        services.Replace(ServiceDescriptor.Singleton<IBatchHandler>(provider => provider.GetRequiredService<FaultyHandler>()));

        services.AddSingleton<PausableConsumptionGate>();
        services.Replace(ServiceDescriptor.Singleton<IConsumptionGate>(provider => provider.GetRequiredService<PausableConsumptionGate>()));

        services.AddSingleton<RelayChaos>();
        services.AddSingleton<ConfirmingPublisherFactory>();
        services.Replace(ServiceDescriptor.Singleton<IPublisherFactory, LossyPublisherFactory>());

        services.AddSingleton<ServiceChaos>();
        services.AddHealthChecks().AddCheck<ChaosHealthCheck>("chaos");
    }
}
