using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.ServiceDefaults;

/// <summary>Everything a service of the saga needs beyond the service defaults, in one call.</summary>
public static class SagaServiceExtensions
{
    /// <summary>Adds the database, the broker, migrations, outbox relay, inbox, batch consumer and dead letters.</summary>
    /// <typeparam name="THandler">The service's step of the saga; a singleton.</typeparam>
    /// <param name="builder">The host's builder.</param>
    /// <param name="service">The service's resource name: its queue, its <c>app_id</c> and its telemetry name.</param>
    /// <param name="database">The name of the connection string of its own database.</param>
    /// <param name="consumes">The wire names of the events that its queue is bound to.</param>
    public static IHostApplicationBuilder AddSagaService<THandler>(
        this IHostApplicationBuilder builder, string service, string database, params string[] consumes)
        where THandler : class, IBatchHandler
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<OutboxHandoff>();
        builder.Services.AddSingleton<SagaTransaction>();
        builder.Services.AddSingleton<IBatchHandler, THandler>();
        return builder;
    }

    /// <summary>Maps <c>/dead-letters</c>.</summary>
    public static IEndpointRouteBuilder MapDeadLetters(this IEndpointRouteBuilder endpoints) => endpoints;
}
