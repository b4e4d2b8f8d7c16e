using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrderSaga.AppHost;

/// <summary>
/// Starts a resource again that ended by itself, as an orchestrator does in production. What a person stopped stays stopped.
/// The dashboard shows the number of restarts among the resource's details.
/// </summary>
internal sealed class CrashRestart(
    ResourceNotificationService notifications, ResourceCommandService commands, IHostApplicationLifetime lifetime, ILogger<CrashRestart> log) : BackgroundService
{
    /// <summary>false leaves dead what died. A test wants that.</summary>
    public const string Setting = "RestartCrashed";

    private const string CountProperty = "Restarts";

    /// <summary>Long enough to watch what an outage does; short enough for a demonstration.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, (string? State, int Restarts)> seen = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var change in notifications.WatchAsync(ending.Token))
            {
                if (change.Resource.HasAnnotationOfType<RestartedAfterCrash>() && HasCrashed(change, out var restarts))
                {
                    _ = RestartAsync(change, restarts, ending.Token);
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
    }

    // A stop by command passes through Stopping. A crash leads from Running to its end at once.
    private bool HasCrashed(ResourceEvent change, out int restarts)
    {
        var state = change.Snapshot.State?.Text;
        seen.TryGetValue(change.ResourceId, out var before);
        var crashed = before.State == KnownResourceStates.Running && state is not null && KnownResourceStates.TerminalStates.Contains(state);
        restarts = before.Restarts + (crashed ? 1 : 0);
        seen[change.ResourceId] = (state, restarts);
        return crashed;
    }

    private async Task RestartAsync(ResourceEvent crash, int restarts, CancellationToken cancellationToken)
    {
        try
        {
            AppHostLog.Restarting(log, crash.ResourceId, crash.Snapshot.ExitCode, Delay.TotalSeconds, restarts);
            await Task.Delay(Delay, TimeProvider.System, cancellationToken);

            // A person may have started it meanwhile.
            if (notifications.TryGetCurrentState(crash.ResourceId, out var current) && current.Snapshot.State?.Text == crash.Snapshot.State?.Text)
            {
                await commands.ExecuteCommandAsync(crash.ResourceId, KnownResourceCommands.StartCommand, cancellationToken);
                await notifications.PublishUpdateAsync(crash.Resource, crash.ResourceId, snapshot => snapshot with
                {
                    Properties = [.. snapshot.Properties.Where(property => property.Name != CountProperty), new(CountProperty, restarts)],
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
