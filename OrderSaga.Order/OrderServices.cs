using Microsoft.Extensions.Options;
using OrderSaga.Contracts;
using OrderSaga.Order.Api;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Placement;
using OrderSaga.Order.Timeouts;
using OrderSaga.ServiceDefaults;
using OrderSaga.ServiceDefaults.Health;
using OrderSaga.ServiceDefaults.Metrics;

namespace OrderSaga.Order;

internal static class OrderServices
{
    /// <summary>Adds the Order service's part of the saga, and all that it stands on.</summary>
    public static IHostApplicationBuilder AddOrderSaga(this IHostApplicationBuilder builder)
    {
        builder.AddSagaService<OrderBatchHandler>(Routes.OrderService, "orders-db");

        var services = builder.Services;
        services.AddSingleton<IValidateOptions<SagaOptions>, SagaOptionsValidator>();
        services.AddOptions<SagaOptions>().BindConfiguration(SagaOptions.Section).ValidateOnStart();
        services.AddOptions<PlacementOptions>().BindConfiguration(PlacementOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, OrderJsonContext.Default));

        services.AddSingleton<OrderMetrics>();
        services.AddSingleton<IDatabaseGauges, OrderGauges>();
        services.AddSingleton<OrderQueries>();
        services.AddSingleton<TimelineQuery>();
        services.AddSingleton<StatsQuery>();
        services.AddSingleton<AnswerTimes>();
        services.AddSingleton<OverdueOrders>();
        services.AddSingleton<Housekeeping>();

        services.AddLoop(PlacementLane.LoopName);
        services.AddLoop(TimeoutMonitor.LoopName);
        services.AddSingleton<PlacementLane>();
        services.AddHostedService(provider => provider.GetRequiredService<PlacementLane>());
        services.AddHostedService<TimeoutMonitor>();
        return builder;
    }
}
