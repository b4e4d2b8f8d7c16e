using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrderSaga.AppHost;

/// <summary>
/// Starts a resource again that ended by itself, as an orchestrator does in production. What a person stopped stays stopped.
/// The dashboard shows the number of restarts among the resource's details.
/// </summary>
internal sealed class CrashRestart(
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    IHostApplicationLifetime lifetime,
    ILogger<CrashRestart> log) : BackgroundService
{
    /// <summary>false leaves dead what died. A test wants that.</summary>
    public const string Setting = "RestartCrashed";

    private const string CountProperty = "Restarts";

    /// <summary>Long enough to watch what an outage does; short enough for a demonstration.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, string?> states = [];
    private readonly ConcurrentDictionary<string, int> restarts = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var change in notifications.WatchAsync(ending.Token))
            {
                if (change.Resource.HasAnnotationOfType<RestartedAfterCrash>() && HasCrashed(change))
                {
                    _ = RestartAsync(change, ending.Token);
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
    }

    // A stop by command passes through Stopping. A crash leads from Running to its end at once.
    private bool HasCrashed(ResourceEvent change)
    {
        var before = states.GetValueOrDefault(change.ResourceId);
        var now = states[change.ResourceId] = change.Snapshot.State?.Text;
        return before == KnownResourceStates.Running && now is not null && KnownResourceStates.TerminalStates.Contains(now);
    }

    private async Task RestartAsync(ResourceEvent crash, CancellationToken cancellationToken)
    {
        try
        {
            AppHostLog.Restarting(log, crash.ResourceId, crash.Snapshot.ExitCode, Delay.TotalSeconds);
            await Task.Delay(Delay, TimeProvider.System, cancellationToken);

            // A person may have started it meanwhile.
            if (notifications.TryGetCurrentState(crash.ResourceId, out var current)
                && current.Snapshot.State?.Text == crash.Snapshot.State?.Text)
            {
                await commands.ExecuteCommandAsync(crash.ResourceId, KnownResourceCommands.StartCommand, cancellationToken);
                var count = restarts.AddOrUpdate(crash.ResourceId, 1, (_, before) => before + 1);
                await notifications.PublishUpdateAsync(crash.Resource, crash.ResourceId, snapshot => snapshot with
                {
                    Properties = [.. snapshot.Properties.Where(property => property.Name != CountProperty), new(CountProperty, count)],
                });
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            AppHostLog.RestartFailed(log, failure, crash.ResourceId);
        }
    }
}

internal sealed class RestartedAfterCrash : IResourceAnnotation;

internal static class CrashRestartExtensions
{
    /// <summary>Adds what restarts, unless the setting says no.</summary>
    public static void AddCrashRestart(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsRunMode && builder.Configuration.GetValue(CrashRestart.Setting, true))
        {
            builder.Services.AddHostedService<CrashRestart>();
        }
    }

    public static IResourceBuilder<T> RestartAfterCrash<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder.WithAnnotation(new RestartedAfterCrash());
}
