using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Offline;

/// <summary>A database lives as its server does: set up whenever the server has become healthy, stopped when it stops.</summary>
internal sealed class ChildFollower(
    IResource resource,
    ChildSetup setup,
    ResourceNotificationService notifications,
    HealthMonitor health,
    ConsoleReporter console)
{
    private readonly IResource _parent = ((IResourceWithParent)resource).Parent;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var watching = Task.CompletedTask;
        CancellationTokenSource? parentGone = null;
        try
        {
            await foreach (var change in notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
            {
                if (change.Resource != _parent)
                {
                    continue;
                }

                if (change.Snapshot.State?.Text != KnownResourceStates.Running)
                {
                    await StopWatchingAsync().ConfigureAwait(false);
                    notifications.Publish(resource, snapshot => snapshot with { State = change.Snapshot.State });
                }
                else if (parentGone is null && change.Snapshot.HealthStatus == HealthStatus.Healthy && await TrySetUpAsync(cancellationToken).ConfigureAwait(false))
                {
                    parentGone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                    watching = health.WatchAsync(resource, parentGone.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await StopWatchingAsync().ConfigureAwait(false);
        }

        async Task StopWatchingAsync()
        {
            parentGone?.Cancel();
            await watching.ConfigureAwait(false);
            parentGone?.Dispose();
            parentGone = null;
        }
    }

    private async Task<bool> TrySetUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await setup.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false);
            notifications.Publish(resource, snapshot => snapshot with
            {
                State = KnownResourceStates.Running,
                HealthReports = HealthMonitor.Unknown(resource),
            });
            return true;
        }
        catch (DistributedApplicationException failure)
        {
            console.Failed(resource.Name, failure.Message);
            notifications.Publish(resource, snapshot => snapshot with { State = KnownResourceStates.FailedToStart });
            return false;
        }
    }
}
