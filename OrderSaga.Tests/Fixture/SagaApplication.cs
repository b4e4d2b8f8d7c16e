using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Tracing.Otlp;

[assembly: AssemblyFixture(typeof(SagaApplication))]

namespace OrderSaga.Tests.Fixture;

/// <summary>
/// The whole application as the AppHost describes it, shared by all tests of a run and started when the first of them needs it: a
/// run of unit tests alone does without. A test that stops a part of it starts it again, and works on items and accounts of its own.
/// </summary>
public sealed class SagaApplication : IAsyncDisposable
{
    private readonly Lazy<Task<RunningApplication>> _running;

    public SagaApplication()
        : this(("OTEL_TRACES_SAMPLER", "parentbased_always_on"))
    {
    }

    /// <summary>One that a test has to itself, and that takes its time to start.</summary>
    internal SagaApplication(params IReadOnlyList<(string Name, string Value)> sampling)
    {
        _running = new(() => RunningApplication.StartAsync(sampling));
        Orders = CreateHttpClient("order-service");
        Inventory = CreateHttpClient("inventory-service");
        Payment = CreateHttpClient("payment-service");
        Web = CreateHttpClient("web");
    }

    public HttpClient Orders { get; }

    public HttpClient Inventory { get; }

    public HttpClient Payment { get; }

    public HttpClient Web { get; }

    /// <summary>A client whose requests fail after fifteen seconds: a stopped project's port may accept and never answer.</summary>
    public HttpClient CreateHttpClient(string resource) => new(new ResourceHandler(resource, _running))
    {
        BaseAddress = new($"http://{resource}"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The connection string of <c>messaging</c>, <c>postgres</c> or one of the databases.</summary>
    public async Task<string> GetConnectionStringAsync(string resource) => await (await _running.Value).GetConnectionStringAsync(resource);

    /// <summary>The address of a resource, for a browser or the broker's management API (endpoint <c>management</c>).</summary>
    public async Task<Uri> GetEndpointAsync(string resource, string? endpoint = null) => (await _running.Value).GetEndpoint(resource, endpoint);

    /// <summary>The spans and metrics that the projects export.</summary>
    internal async Task<TelemetryReceiver> GetTelemetryAsync() => (await _running.Value).Telemetry;

    /// <summary>The process of a resource that runs as one on this machine; null for a container.</summary>
    internal async Task<int?> FindProcessAsync(string resource) => (await _running.Value).Resources.ProcessIdOf(resource);

    /// <summary>Runs a command of the dashboard. It must succeed.</summary>
    public async Task CommandAsync(string resource, string command) => await (await _running.Value).Resources.CommandAsync(resource, command);

    /// <summary>Returns once the resource has stopped.</summary>
    public async Task StopAsync(string resource) => await (await _running.Value).Resources.StopAsync(resource);

    /// <summary>Returns once a resource that ends by itself has been noticed to be gone.</summary>
    public async Task WaitUntilStoppedAsync(string resource) => await (await _running.Value).Resources.WaitUntilStoppedAsync(resource);

    /// <summary>Returns once the resource is healthy again. What it waits for in the AppHost must be up.</summary>
    public async Task StartAsync(string resource) => await (await _running.Value).Resources.StartAsync(resource);

    /// <summary>Stops the resource while <paramref name="meanwhile"/> runs. Returns once it is healthy again.</summary>
    public async Task WhileStoppedAsync(string resource, Func<Task> meanwhile)
    {
        await StopAsync(resource);
        try
        {
            await meanwhile();
        }
        finally
        {
            await StartAsync(resource);
        }
    }

    /// <summary>Returns once the resource has stopped and is healthy again.</summary>
    public async Task RestartAsync(string resource) => await (await _running.Value).Resources.RestartAsync(resource);

    /// <summary>Ends the resource's process as a crash would, and returns once that has been noticed.</summary>
    public async Task KillAsync(string resource) => await (await _running.Value).Resources.KillAsync(resource);

    /// <summary>
    /// Asks <paramref name="condition"/> ten times a second until it holds. A request that fails meanwhile means "not yet".
    /// Past the deadline (30 s by default) the test fails, with the state and the last log lines of every resource.
    /// </summary>
    public async Task EventuallyAsync(Func<Task<bool>> condition, string what, TimeSpan? deadline = null)
    {
        var running = await _running.Value;
        await Eventually.HoldsAsync(condition, what, deadline ?? TimeSpan.FromSeconds(30), running.DumpAsync);
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _running.Value).DisposeAsync();
        }
    }
}
