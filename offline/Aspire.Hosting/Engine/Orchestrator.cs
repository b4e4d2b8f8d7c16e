using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Offline;

/// <summary>Starts every resource of the application, each once what it waits for is healthy, and stops them in the end.</summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model,
    OfflineSettings settings,
    ResourceNotificationService notifications,
    ConsoleReporter console,
    TimeProvider time,
    IServiceProvider services) : IHostedService
{
    private readonly Dictionary<string, ResourceRunner> _runners = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _background = [];
    private Watchdog? _watchdog;
    private ControlServer? _control;

    public IEnumerable<ResourceRunner> Runners => _runners.Values;

    public ResourceRunner? Find(string name) => _runners.GetValueOrDefault(name);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new DistributedApplicationException("The offline mode runs on Linux only. Elsewhere use Aspire with a container engine.");
        }

        settings.Data.Create();
        _watchdog = await Watchdog.StartAsync(settings.Data, time, cancellationToken).ConfigureAwait(false);
        PortAllocation.Allocate(model, settings.IsTest);
        foreach (var resource in model.Resources)
        {
            if (resource.Annotations.OfType<ILauncher>().SingleOrDefault() is { } launcher)
            {
                _runners.Add(resource.Name, ActivatorUtilities.CreateInstance<ResourceRunner>(services, resource, launcher, _watchdog));
            }
            else if (resource.Annotations.OfType<ChildSetup>().SingleOrDefault() is { } setup)
            {
                var follower = ActivatorUtilities.CreateInstance<ChildFollower>(services, resource, setup);
                _background.Add(follower.RunAsync(_stopping.Token));
            }
            else if (resource is ProjectRebuilderResource)
            {
                notifications.Publish(resource, snapshot => snapshot with { State = KnownResourceStates.NotStarted });
            }
        }

        if (!settings.IsTest)
        {
            _control = ActivatorUtilities.CreateInstance<ControlServer>(services);
            _background.Add(_control.RunAsync(_stopping.Token));
            _background.Add(console.AnnounceReadinessAsync(_stopping.Token));
        }

        _background.AddRange(_runners.Values.Select(runner => runner.StartWithApplicationAsync(_stopping.Token)));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var wave in _runners.Values.GroupBy(runner => runner.IsServer).OrderBy(wave => wave.Key))
        {
            await Task.WhenAll(wave.Select(runner => runner.EndAsync())).ConfigureAwait(false);
        }

        await Task.WhenAll(_background).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_watchdog is not null)
        {
            await _watchdog.DisposeAsync().ConfigureAwait(false);
        }
    }
}
