using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using OrderSaga.AppHost.Processes;

namespace OrderSaga.AppHost.Commands;

/// <summary>
/// Freezes processes and thaws them. A frozen process cannot obey a stop, and Aspire then gives up on the resource:
/// so whoever stops it, or the AppHost, thaws it first.
/// </summary>
internal sealed class FrozenProcesses(ResourceNotificationService notifications, ILogger<FrozenProcesses> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, int> frozen = [];

    public Task FreezeAsync(string resourceId, int processId, CancellationToken cancellationToken)
    {
        frozen[resourceId] = processId;
        return ProcessTree.SignalAsync(processId, "STOP", log, cancellationToken);
    }

    public Task ThawAsync(string resourceId, CancellationToken cancellationToken) =>
        frozen.TryRemove(resourceId, out var processId)
            ? ProcessTree.SignalAsync(processId, "CONT", log, cancellationToken)
            : Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(frozen.Keys.Select(resourceId => ThawAsync(resourceId, cancellationToken)));
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (change.Snapshot.State?.Text == KnownResourceStates.Stopping)
            {
                await ThawAsync(change.ResourceId, stoppingToken);
            }
        }
    }
}
