using System.Diagnostics;
using System.Reflection;
using Dapper;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.ServiceDefaults.Health;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.DeadLetters;
using OrderSaga.ServiceDefaults.Messaging.Inbox;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.ServiceDefaults.Messaging;

/// <summary>Everything a service of the saga needs beyond the service defaults, in one call.</summary>
public static class SagaServiceExtensions
{
    /// <summary>Adds the database, the broker, migrations, outbox relay, inbox, batch consumer and dead letters.</summary>
    /// <typeparam name="THandler">The service's step of the saga; a singleton. Its assembly embeds the service's migrations.</typeparam>
    /// <param name="builder">The host's builder.</param>
    /// <param name="service">The service's resource name: its queue, and its <c>app_id</c>.</param>
    /// <param name="database">The name of the connection string of its own database.</param>
    public static IHostApplicationBuilder AddSagaService<THandler>(this IHostApplicationBuilder builder, string service, string database)
        where THandler : class, IBatchHandler
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddDatabase<THandler>(database);
        builder.AddBroker(service);

        // Stopped in the reverse order: first nothing new is taken, then the relay sends what that left.
        builder.Services.AddSingleton<IBatchHandler, THandler>();
        builder.Services.AddHostedService<Migrator>();
        builder.Services.AddLoop(InboxPurge.LoopName);
        builder.Services.AddHostedService<InboxPurge>();
        builder.AddOutbox();
        builder.AddConsumer();

        builder.Services.AddSingleton<IDatabaseGauges, OutboxGauges>();
        builder.Services.AddLoop(GaugeReader.LoopName);
        builder.Services.AddHostedService<GaugeReader>();

        builder.Services.AddSingleton<DeadLetterQueue>();
        builder.Services.AddSingleton<DatabaseHealthCheck>();
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseHealthCheck>("database")
            .AddCheck<SchemaHealthCheck>("schema")
            .AddCheck<BrokerHealthCheck>("broker")
            .AddCheck<LoopHealthCheck>("loops", tags: ["live"]);
        builder.AddChaos();
        return builder;
    }

    /// <summary>Maps <c>/dead-letters</c>.</summary>
    public static IEndpointRouteBuilder MapDeadLetters(this IEndpointRouteBuilder endpoints)
    {
        DeadLetterEndpoints.Map(endpoints);
        return endpoints;
    }

    /// <summary>Maps <c>/outbox</c>.</summary>
    public static IEndpointRouteBuilder MapOutbox(this IEndpointRouteBuilder endpoints)
    {
        OutboxEndpoint.Map(endpoints);
        return endpoints;
    }

    private static void AddDatabase<THandler>(this IHostApplicationBuilder builder, string database)
    {
        SqlMapper.AddTypeHandler(new UtcTimeHandler());
        builder.Services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        // The package's own check does not tell since when the database is away.
        builder.AddNpgsqlDataSource(database, settings => settings.DisableHealthChecks = true, source =>
        {
            // Every statement of the hot path is prepared after its first uses; the text of each is constant.
            source.ConnectionStringBuilder.MaxAutoPrepare = 100;
            source.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
            source.ConnectionStringBuilder.ApplicationName = builder.Environment.ApplicationName;
            source.ConnectionStringBuilder.Options = SessionSettings.Of(
                builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions());

            // A database that is stopped does not always refuse: a proxy before it, such as Aspire's, takes the connection and says nothing.
            // Every retry would then last as long as this; the default is fifteen seconds.
            source.ConnectionStringBuilder.Timeout = 3;

            // Loops and probes hold ten at the most, requests the rest; one too many waits for as long as a connection may take. Postgres
            // lets in a hundred unless told otherwise, which is what three services fill with the default, of a hundred each.
            source.ConnectionStringBuilder.MaxPoolSize = 25;

            // No session state outlives its use here, so that a connection goes back to the pool without being reset.
            source.ConnectionStringBuilder.NoResetOnClose = true;

            // What runs by itself (sweep, purge, monitor) belongs to nobody's trace, and would make one of its own for each statement.
            source.ConfigureTracing(tracing => tracing
                .ConfigureCommandFilter(_ => Activity.Current is not null)
                .ConfigureBatchFilter(_ => Activity.Current is not null)
                .EnablePhysicalOpenTracing(false));
        });
        builder.Services.AddSingleton<DatabaseReadiness>();
        builder.Services.AddSingleton(new MigrationSource("plumbing", Assembly.GetExecutingAssembly()));
        builder.Services.AddSingleton(new MigrationSource("service", typeof(THandler).Assembly));
    }

    private static void AddBroker(this IHostApplicationBuilder builder, string service)
    {
        // The connections are opened by BrokerLoop, whenever the broker is there, and their spans and health are our own.
        builder.AddRabbitMQClient(
            "messaging",
            settings =>
            {
                settings.DisableAutoActivation = true;
                settings.DisableHealthChecks = true;
                settings.DisableTracing = true;
            },
            factory =>
            {
                factory.AutomaticRecoveryEnabled = false;
                factory.RequestedHeartbeat = TimeSpan.FromSeconds(10);
                factory.ClientProvidedName = service;
                factory.WatchSockets();
            });
        builder.Services.AddOptions<MessagingOptions>().BindConfiguration("Messaging").Configure(options => options.Service = service)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Topology>();
        builder.Services.AddSingleton<BrokerState>();
        builder.Services.AddSingleton<BrokerLoop>();
    }

    private static void AddOutbox(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<OutboxOptions>().BindConfiguration("Outbox").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<OutboxChannel>();
        builder.Services.AddSingleton<SagaTransaction>();
        builder.Services.AddLoop(OutboxRowDeleter.LoopName);
        builder.Services.AddSingleton<OutboxRowDeleter>();
        builder.Services.AddSingleton<Refusals>();
        builder.Services.AddSingleton<IPublisherFactory, ConfirmingPublisherFactory>();
        builder.Services.AddSingleton<OutboxSweep>();
        builder.Services.AddHostedService<OutboxRelay>();
    }

    private static void AddConsumer(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<InboxOptions>().BindConfiguration("Inbox").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<ConsumerOptions>().BindConfiguration("Consumer").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddLoop(BatchConsumer.LoopName);
        builder.Services.AddSingleton<IConsumptionGate, OpenConsumptionGate>();
        builder.Services.AddSingleton<BatchProcessor>();
        builder.Services.AddSingleton<FaultPolicy>();
        builder.Services.AddSingleton<DeadLetterPublisher>();
        builder.Services.AddHostedService<BatchConsumer>();
    }
}
