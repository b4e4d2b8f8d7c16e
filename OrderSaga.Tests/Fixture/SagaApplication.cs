using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderSaga.Tests.Fixture;

[assembly: AssemblyFixture(typeof(SagaApplication))]

namespace OrderSaga.Tests.Fixture;

/// <summary>
/// The whole application as the AppHost describes it, started once for all tests of a run: random ports, empty volumes, and a
/// saga that does not wait long. A test that stops a part of it starts it again, and works on items and accounts of its own.
/// </summary>
public sealed class SagaApplication : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);

    private readonly string _volumePrefix = $"ordersaga-test-{Guid.CreateVersion7():N}";
    private DistributedApplication? _application;

    public HttpClient Orders { get; private set; } = null!;

    public HttpClient Inventory { get; private set; } = null!;

    public HttpClient Payment { get; private set; } = null!;

    public HttpClient Web { get; private set; } = null!;

    /// <summary>Stops, starts, kills and awaits the resources.</summary>
    internal ResourceControl Resources { get; private set; } = null!;

    private DistributedApplication Application => _application ?? throw new InvalidOperationException("The application has not been started.");

    public async ValueTask InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.OrderSaga_AppHost>([$"--DataVolumePrefix={_volumePrefix}"]);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
        {
            Configure(builder.CreateResourceBuilder(project));
        }

        _application = await builder.BuildAsync();
        Resources = new(_application);
        using var deadline = new CancellationTokenSource(StartDeadline);
        await _application.StartAsync(deadline.Token);
        await Task.WhenAll(_application.Projects().Select(project => Resources.WaitUntilHealthyAsync(project.Name, StartDeadline)));
        Orders = CreateHttpClient("order-service");
        Inventory = CreateHttpClient("inventory-service");
        Payment = CreateHttpClient("payment-service");
        Web = CreateHttpClient("web");
    }

    /// <summary>A client whose requests fail after fifteen seconds: a stopped project's port may accept and never answer.</summary>
    public HttpClient CreateHttpClient(string resource)
    {
        var client = Application.CreateHttpClient(resource);
        client.Timeout = RequestTimeout;
        return client;
    }

    /// <summary>The connection string of <c>messaging</c>, <c>postgres</c> or one of the databases.</summary>
    public async Task<string> GetConnectionStringAsync(string resource) =>
        await Application.GetConnectionStringAsync(resource)
        ?? throw new InvalidOperationException($"'{resource}' has no connection string.");

    public Uri GetEndpoint(string resource, string? endpoint = null) => Application.GetEndpoint(resource, endpoint);

    /// <summary>Returns once the resource has stopped.</summary>
    public Task StopAsync(string resource) => Resources.StopAsync(resource);

    /// <summary>Returns once the resource is healthy again. What it waits for in the AppHost must be up.</summary>
    public Task StartAsync(string resource) => Resources.StartAsync(resource);

    /// <summary>Returns once the resource has stopped and is healthy again.</summary>
    public Task RestartAsync(string resource) => Resources.RestartAsync(resource);

    /// <summary>Ends the resource's process as a crash would, and returns once that has been noticed.</summary>
    public Task KillAsync(string resource) => Resources.KillAsync(resource);

    /// <summary>
    /// Asks <paramref name="condition"/> ten times a second until it holds. A request that fails meanwhile means "not yet".
    /// Past the deadline (30 s by default) the test fails, with the state and the last log lines of every resource.
    /// </summary>
    public Task EventuallyAsync(Func<Task<bool>> condition, string what, TimeSpan? deadline = null) =>
        Eventually.HoldsAsync(condition, what, deadline ?? TimeSpan.FromSeconds(30), () => ResourceDump.OfAsync(Application));

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
            await TestVolumes.RemoveAsync(_volumePrefix);
        }
    }

    private static void Configure(IResourceBuilder<ProjectResource> project)
    {
        // Nothing listens where Aspire sends telemetry under test, and an exporter that retries holds up every stop.
        project.WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", "");
        if (project.Resource.Name == "order-service")
        {
            project.WithEnvironment("Saga__StepTimeout", "00:00:02");
            project.WithEnvironment("Saga__MaxStepTimeout", "00:00:04");
            project.WithEnvironment("Saga__MonitorInterval", "00:00:00.250");
        }
    }
}
