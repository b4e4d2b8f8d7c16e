using Microsoft.Extensions.Options;
using OrderSaga.Contracts;
using OrderSaga.Order.Api;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Placement;
using OrderSaga.Order.Timeouts;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Telemetry;

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
        services.AddSingleton<ResponseTimeEstimator>();
        services.AddSingleton<OverdueOrders>();
        services.AddSingleton<TableMaintenance>();

        services.AddLoop(OrderWriter.LoopName);
        services.AddLoop(TimeoutMonitor.LoopName);
        services.AddSingleton<OrderWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<OrderWriter>());
        services.AddHostedService<TimeoutMonitor>();
        return builder;
    }
}
