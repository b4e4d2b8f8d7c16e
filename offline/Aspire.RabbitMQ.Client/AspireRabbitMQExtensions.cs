using Aspire.RabbitMQ.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Trace;
using RabbitMQ.Client;

namespace Microsoft.Extensions.Hosting;

/// <summary>Connects a host to a RabbitMQ broker.</summary>
public static class AspireRabbitMQExtensions
{
    private const string Section = "Aspire:RabbitMQ:Client";
    private const string HealthCheck = "RabbitMQ.Client";

    /// <summary>
    /// Registers the <see cref="IConnectionFactory"/> and one <see cref="IConnection"/> for the process, with health check and traces.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="connectionName">The name below <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Has the last word on the settings.</param>
    /// <param name="configureConnectionFactory">Has the last word on the factory; runs when it is first asked for.</param>
    /// <remarks>
    /// Whoever first asks for the <see cref="IConnection"/> is blocked until the broker answers or the retries are used up.
    /// </remarks>
    public static void AddRabbitMQClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<RabbitMQClientSettings>? configureSettings = null,
        Action<ConnectionFactory>? configureConnectionFactory = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        var section = builder.Configuration.GetSection(Section);
        var namedSection = section.GetSection(connectionName);
        var settings = new RabbitMQClientSettings();
        section.Bind(settings);
        namedSection.Bind(settings);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);

        builder.Services.TryAddSingleton<ClientLogForwarder>();
        builder.Services.AddSingleton<IConnectionFactory>(services =>
        {
            services.GetRequiredService<ClientLogForwarder>().Start();

            var factory = new ConnectionFactory();
            section.GetSection("ConnectionFactory").Bind(factory);
            namedSection.GetSection("ConnectionFactory").Bind(factory);
            if (!string.IsNullOrEmpty(settings.ConnectionString))
            {
                factory.Uri = new Uri(settings.ConnectionString);
            }

            configureConnectionFactory?.Invoke(factory);
            return factory;
        });
        builder.Services.AddSingleton(services =>
            new Connector(settings.MaxConnectRetryCount).Connect(services.GetRequiredService<IConnectionFactory>()));

        if (!settings.DisableAutoActivation)
        {
            builder.Services.AddHostedService<ConnectionActivator>();
        }

        if (!settings.DisableTracing)
        {
            builder.Services.AddOpenTelemetry()
                .WithTracing(tracing => tracing.AddSource(Connector.ActivitySourceName).AddSource("RabbitMQ.Client.*"));
        }

        if (!settings.DisableHealthChecks && builder.Properties.TryAdd($"Aspire.HealthChecks.{HealthCheck}", true))
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                HealthCheck, services => new RabbitMQHealthCheck(services), default, default));
        }
    }
}
