using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Tracing.Otlp;

namespace OrderSaga.Bench;

/// <summary>The AppHost's graph, as it is shipped: random ports, empty volumes, everything exported to a receiver in this process.</summary>
internal sealed class GraphTarget : ITarget
{
    /// <summary>One message a transaction, and an outbox that is polled: the way it is mostly shown.</summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string>> Naive =
    [
        new("Consumer__MaxBatchSize", "1"),
        new("Placement__MaxBatchSize", "1"),
        new("Outbox__HandOff", "false"),
        new("Outbox__SweepInterval", "00:00:00.050"),
        new("Outbox__SweepGrace", "00:00:00"),
    ];

    // The first start on a machine pulls the images.
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan HealthDeadline = TimeSpan.FromMinutes(3);

    private readonly DistributedApplication application;
    private readonly TelemetryReceiver telemetry;
    private readonly string volumePrefix;
    private Services? services;

    private GraphTarget(DistributedApplication application, TelemetryReceiver telemetry, string volumePrefix) =>
        (this.application, this.telemetry, this.volumePrefix) = (application, telemetry, volumePrefix);

    public Services Services => services ??= Services.At(Address("order-service"), Address("inventory-service"), Address("payment-service"));

    /// <param name="environment">For the services.</param>
    /// <param name="exports">Whether they have somewhere to export their telemetry to.</param>
    /// <param name="proxied">Whether requests go through the orchestrator's proxies, as they do by default in Aspire.</param>
    public static async Task<GraphTarget> StartAsync(IReadOnlyList<KeyValuePair<string, string>> environment, bool exports, bool proxied)
    {
        var volumePrefix = $"ordersaga-bench-{Guid.CreateVersion7():N}";
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.OrderSaga_AppHost>([$"--DataVolumePrefix={volumePrefix}"]);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        var telemetry = await TelemetryReceiver.StartAsync(metricsOnly: true);

        // The load comes from this process.
        foreach (var load in builder.Resources.Where(resource => resource.Name == "load").ToList())
        {
            builder.Resources.Remove(load);
        }

        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
        {
            var resource = builder.CreateResourceBuilder(project)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", exports ? telemetry.Address : "")
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "1000")
                .WithEnvironment("Chaos__Enabled", "false");
            if (!proxied)
            {
                DirectEndpoints.Use(resource);
            }

            foreach (var (name, value) in environment)
            {
                resource.WithEnvironment(name, value);
            }
        }

        var target = new GraphTarget(await builder.BuildAsync(), telemetry, volumePrefix);
        try
        {
            await target.StartAsync();
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    public async Task<Databases> ReadDatabasesAsync() => new(
        (await application.GetConnectionStringAsync("orders-db"))!,
        (await application.GetConnectionStringAsync("inventory-db"))!,
        (await application.GetConnectionStringAsync("payments-db"))!);

    public async Task<string> ReadBrokerAsync() => (await application.GetConnectionStringAsync("messaging"))!;

    /// <summary>Stops a resource, as its command does.</summary>
    public Task StopAsync(string resource) => CommandAsync(resource, KnownResourceCommands.StopCommand);

    /// <summary>Returns once the resource is healthy again.</summary>
    public async Task StartAsync(string resource)
    {
        await CommandAsync(resource, KnownResourceCommands.StartCommand);
        using var deadline = new CancellationTokenSource(HealthDeadline);
        await application.ResourceNotifications.WaitForResourceHealthyAsync(resource, deadline.Token);
    }

    public async Task<Counters?> ReadCountersAsync()
    {
        var counters = await Counters.OfPostgresAsync((await ReadDatabasesAsync()).All);
        return counters with
        {
            Published = Sum("messaging.client.sent.messages"),
            Batches = Sum("ordersaga.consumer.batch.size"),
        };
    }

    public async Task CheckpointAsync()
    {
        await using var sql = await Sql.OpenAsync((await ReadDatabasesAsync()).Orders);
        await sql.CheckpointAsync();
    }

    public async ValueTask DisposeAsync()
    {
        services?.Dispose();
        await application.DisposeAsync();
        await telemetry.DisposeAsync();
        await DataVolumes.RemoveAsync(volumePrefix, Console.Error.WriteLine);
    }

    private async Task StartAsync()
    {
        using (var deadline = new CancellationTokenSource(StartDeadline))
        {
            await application.StartAsync(deadline.Token);
        }

        using var health = new CancellationTokenSource(HealthDeadline);
        foreach (var project in application.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ProjectResource>())
        {
            await application.ResourceNotifications.WaitForResourceHealthyAsync(project.Name, health.Token);
        }
    }

    private Uri Address(string resource) => application.GetEndpoint(resource, "http");

    private async Task CommandAsync(string resource, string command)
    {
        var model = application.Services.GetRequiredService<DistributedApplicationModel>();
        var result = await application.ResourceCommands.ExecuteCommandAsync(model.Resources.Single(candidate => candidate.Name == resource), command);
        if (!result.Success)
        {
            throw new InvalidOperationException($"{command} {resource} failed: {result.Message}");
        }
    }

    private double Sum(string instrument) => telemetry.Metrics.Where(metric => metric.Name == instrument).Sum(metric => metric.Value);
}
