using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderSaga.AppHost.Processes;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.AppHost;

/// <summary>
/// Broker and database as processes, without the services, for tests of how servers live and die. Crashed ones are restarted. The tests of a
/// class share them, and leave them healthy.
/// </summary>
public sealed class ServersAlone : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly string volumePrefix = $"ordersaga-test-{Guid.CreateVersion7():N}";
    private DistributedApplication? started;

    internal ResourceControl Resources => new(Application);

    private DistributedApplication Application => started ?? throw new InvalidOperationException("The servers have not been started.");

    /// <summary>Where the server's data lie.</summary>
    public string DataOf(string server) => Path.Combine(Path.GetTempPath(), $"{volumePrefix}-{server}");

    public async ValueTask InitializeAsync()
    {
        if (!Programs.AreInstalled)
        {
            return;
        }

        await StartAsync();
        await Task.WhenAll(Resources.WaitUntilHealthyAsync("postgres", StartDeadline), Resources.WaitUntilHealthyAsync("messaging", StartDeadline));
    }

    public async Task StartAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<global::Projects.OrderSaga_AppHost>(
            ["--Servers=processes", $"--DataVolumePrefix={volumePrefix}"]);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        foreach (var project in builder.Resources.OfType<ProjectResource>().ToList())
        {
            builder.Resources.Remove(project);
        }

        started = await builder.BuildAsync();
        await started.StartAsync(TestContext.Current.CancellationToken);
    }

    public async Task<string> ConnectionStringAsync(string resource) => (await Application.GetConnectionStringAsync(resource))!;

    public async Task WaitAsync(string resource, Func<CustomResourceSnapshot, bool> condition, string what)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await Application.ResourceNotifications.WaitForResourceAsync(resource, change => condition(change.Snapshot), deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{resource}: not {what}.{Environment.NewLine}{await ResourceDump.OfAsync(Application)}");
        }
    }

    public CustomResourceSnapshot Snapshot(string resource) =>
        Application.ResourceNotifications.TryGetCurrentState(resource, out var current) ? current.Snapshot : throw new InvalidOperationException(resource);

    public Task<string> DumpAsync() => ResourceDump.OfAsync(Application);

    public async ValueTask DisposeAsync()
    {
        if (started is not null)
        {
            await started.DisposeAsync();
            await DataVolumes.RemoveAsync(volumePrefix, TestContext.Current.SendDiagnosticMessage);
        }
    }
}
