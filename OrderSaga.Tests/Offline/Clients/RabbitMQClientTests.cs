using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace OrderSaga.Tests.Offline.Clients;

public sealed class RabbitMQClientTests
{
    // Nobody listens on port 1.
    private const string Nowhere = "amqp://guest:secret@127.0.0.1:1";

    [Fact]
    public void AddRabbitMQClient_Factory_IsConfiguredInOrder()
    {
        var builder = Builder(
            ("Aspire:RabbitMQ:Client:ConnectionFactory:ClientProvidedName", "bound"),
            ("Aspire:RabbitMQ:Client:messaging:ConnectionFactory:RequestedHeartbeat", "00:00:07"));

        builder.AddRabbitMQClient("messaging", configureConnectionFactory: factory => factory.AutomaticRecoveryEnabled = false);

        using var host = builder.Build();
        var factory = Assert.IsType<ConnectionFactory>(host.Services.GetRequiredService<IConnectionFactory>());
        Assert.Equal(("127.0.0.1", 1, "secret"), (factory.HostName, factory.Port, factory.Password));
        Assert.Equal(("bound", TimeSpan.FromSeconds(7)), (factory.ClientProvidedName, factory.RequestedHeartbeat));
        Assert.False(factory.AutomaticRecoveryEnabled);
    }

    [Fact]
    public async Task IConnection_BrokerAway_IsTriedAgain()
    {
        var collector = new SpanCollector();
        var builder = Builder(("Aspire:RabbitMQ:Client:MaxConnectRetryCount", "1"));
        builder.AddRabbitMQClient("messaging");
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(collector));
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Throws<BrokerUnreachableException>(() => host.Services.GetRequiredService<IConnection>());

        var spans = collector.Spans.Where(span => Equals(span.GetTagItem("server.port"), 1)).ToList();
        var attempts = spans.Where(span => span.DisplayName == "rabbitmq connect attempt").ToList();
        Assert.Equal(2, attempts.Count);
        Assert.All(attempts, span => Assert.Equal(ActivityStatusCode.Error, span.Status));
        Assert.Single(spans, span => span.DisplayName == "rabbitmq connect");
    }

    [Fact]
    public async Task Start_WithAutoActivation_ConnectsFirst()
    {
        var builder = Builder();
        builder.AddRabbitMQClient("messaging", settings =>
        {
            settings.DisableAutoActivation = false;
            settings.MaxConnectRetryCount = 0;
        });
        using var host = builder.Build();

        await Assert.ThrowsAsync<BrokerUnreachableException>(() => host.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task HealthCheck_BrokerAway_IsUnhealthy()
    {
        var builder = Builder();
        builder.AddRabbitMQClient("messaging", settings => settings.MaxConnectRetryCount = 0);
        using var host = builder.Build();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        var entry = Assert.Single(report.Entries);
        Assert.Equal(("RabbitMQ.Client", HealthStatus.Unhealthy), (entry.Key, entry.Value.Status));
    }

    private static HostApplicationBuilder Builder(params (string Key, string Value)[] configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(configuration
            .Append(("ConnectionStrings:messaging", Nowhere))
            .Select(pair => KeyValuePair.Create(pair.Item1, (string?)pair.Item2)));
        return builder;
    }
}
