using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Offline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrderSaga.Tests.Offline.Engine;

/// <summary>An application of shell commands: what the engine does with processes, without the time that servers take.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    private readonly DistributedApplicationBuilder _builder = new(["--DcpPublisher:RandomizePorts=true"]);
    private DistributedApplication? _application;

    public EngineUnderTest() => _builder.Services.AddLogging(logging => logging.ClearProviders());

    public IDistributedApplicationBuilder Builder => _builder;

    public DistributedApplication Application => _application!;

    /// <summary>A resource that runs <paramref name="script"/> with sh.</summary>
    public IResourceBuilder<ContainerResource> AddShell(string name, string script) =>
        _builder.AddResource(new ContainerResource(name)).WithAnnotation(new ShellLauncher(script));

    public async Task StartAsync()
    {
        _application = _builder.Build();
        await _application.StartAsync(TestContext.Current.CancellationToken);
    }

    public async Task<CustomResourceSnapshot> WaitForAsync(string resource, Func<CustomResourceSnapshot, bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        var reached = await Application.ResourceNotifications.WaitForResourceAsync(resource, change => condition(change.Snapshot), deadline.Token);
        return reached.Snapshot;
    }

    public Task<CustomResourceSnapshot> WaitForAsync(string resource, string state) =>
        WaitForAsync(resource, snapshot => snapshot.State?.Text == state);

    public Task<ExecuteCommandResult> CommandAsync(string resource, string command) =>
        Application.ResourceCommands.ExecuteCommandAsync(resource, command, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.StopAsync();
            await _application.DisposeAsync();
        }
    }

    private sealed class ShellLauncher(string script) : ILauncher
    {
        public bool IsServer => false;

        public Task<LaunchPlan> PrepareAsync(LaunchContext context, CancellationToken cancellationToken) =>
            Task.FromResult(new LaunchPlan("sh", ["-c", script]) { Environment = context.Environment });
    }
}
