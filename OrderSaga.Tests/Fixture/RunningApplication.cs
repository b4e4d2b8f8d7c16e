using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderSaga.Tests.Tracing.Otlp;

namespace OrderSaga.Tests.Fixture;

/// <summary>The AppHost under test: random ports, empty volumes, and a saga that does not wait long.</summary>
internal sealed class RunningApplication : IAsyncDisposable
{
    // The first start on a machine pulls the images.
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan HealthDeadline = TimeSpan.FromMinutes(3);

    private readonly DistributedApplication _application;
    private readonly string _volumePrefix;

    private RunningApplication(DistributedApplication application, string volumePrefix, TelemetryReceiver telemetry)
    {
        _application = application;
        _volumePrefix = volumePrefix;
        Telemetry = telemetry;
        Resources = new(application);
    }

    public ResourceControl Resources { get; }

    /// <summary>What the projects export.</summary>
    public TelemetryReceiver Telemetry { get; }

    /// <summary>Returns once every project answers that it is healthy.</summary>
    /// <param name="sampling">Environment of the projects that says which traces are kept.</param>
    public static async Task<RunningApplication> StartAsync(params IReadOnlyList<(string Name, string Value)> sampling)
    {
        var volumePrefix = $"ordersaga-test-{Guid.CreateVersion7():N}";
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.OrderSaga_AppHost>(
            [$"--DataVolumePrefix={volumePrefix}", "--RestartCrashed=false"]);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        var telemetry = await TelemetryReceiver.StartAsync();

        // It lets in 100, which the services keep to by the size of their pools; tests put many databases on this one server.
        var postgres = (IResourceWithArgs)builder.Resources.Single(resource => resource.Name == "postgres");
        builder.CreateResourceBuilder(postgres).WithArgs("-c", "max_connections=200");
        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
        {
            Configure(builder.CreateResourceBuilder(project), telemetry, sampling);
        }

        var running = new RunningApplication(await builder.BuildAsync(), volumePrefix, telemetry);
        try
        {
            using var deadline = new CancellationTokenSource(StartDeadline);
            await running._application.StartAsync(deadline.Token);
            await Task.WhenAll(running._application.Projects()
                .Where(project => !project.HasAnnotationOfType<ExplicitStartupAnnotation>())
                .Select(project => running.Resources.WaitUntilHealthyAsync(project.Name, HealthDeadline)));
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    public async Task<string> GetConnectionStringAsync(string resource) =>
        await _application.GetConnectionStringAsync(resource)
        ?? throw new InvalidOperationException($"'{resource}' has no connection string.");

    public Uri GetEndpoint(string resource, string? endpoint = null) => _application.GetEndpoint(resource, endpoint);

    public Task<string> DumpAsync() => ResourceDump.OfAsync(_application);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await Telemetry.DisposeAsync();
        await DataVolumes.RemoveAsync(_volumePrefix, TestContext.Current.SendDiagnosticMessage);
    }

    private static void Configure(
        IResourceBuilder<ProjectResource> project, TelemetryReceiver telemetry, IReadOnlyList<(string Name, string Value)> sampling)
    {
        // Aspire's own address leads nowhere under test, and an exporter that retries holds up every stop.
        project.WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", telemetry.Address)
            .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "200")
            .WithEnvironment("OTEL_BLRP_SCHEDULE_DELAY", "200")
            .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "2000");
        foreach (var (name, value) in sampling)
        {
            project.WithEnvironment(name, value);
        }

        // Aspire's dashboard does not run under test.
        if (project.Resource.Name == "web")
        {
            project.WithEnvironment("Dashboard__Address", telemetry.Address).WithEnvironment("Dashboard__ApiKey", DashboardApi.Key);
        }

        if (project.Resource.Name == "order-service")
        {
            project.WithEnvironment("Saga__StepTimeout", "00:00:02");
            project.WithEnvironment("Saga__MaxStepTimeout", "00:00:04");
            project.WithEnvironment("Saga__MonitorInterval", "00:00:00.250");
        }
    }
}
