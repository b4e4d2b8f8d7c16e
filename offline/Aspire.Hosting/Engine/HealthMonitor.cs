using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Offline;

/// <summary>Asks a running resource's health checks: often until it is healthy, rarely while it stays so.</summary>
internal sealed class HealthMonitor(HealthCheckService checks, ResourceNotificationService notifications, TimeProvider time)
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WhileUnhealthy = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);

    /// <summary>Reports that say nothing yet: a resource with checks is not healthy before the first has passed.</summary>
    public static ImmutableArray<HealthReportSnapshot> Unknown(IResource resource) =>
        [.. KeysOf(resource).Select(key => new HealthReportSnapshot(key, Status: null, Description: null, ExceptionText: null))];

    public async Task WatchAsync(IResource resource, CancellationToken cancellationToken)
    {
        var keys = KeysOf(resource).ToHashSet();
        if (keys.Count == 0)
        {
            return;
        }

        try
        {
            var pause = Soonest;
            while (true)
            {
                var report = await checks.CheckHealthAsync(check => keys.Contains(check.Name), cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                Publish(resource, report);
                pause = report.Status == HealthStatus.Healthy ? WhileHealthy : pause == WhileHealthy ? Soonest : Longer(pause);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The resource has stopped.
        }
    }

    private void Publish(IResource resource, HealthReport report)
    {
        ImmutableArray<HealthReportSnapshot> reports =
        [
            .. report.Entries.Select(entry =>
                new HealthReportSnapshot(entry.Key, entry.Value.Status, entry.Value.Description, entry.Value.Exception?.Message)),
        ];
        notifications.Publish(resource, snapshot =>
            snapshot.HealthReports.SequenceEqual(reports) ? snapshot : snapshot with { HealthReports = reports });
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 1.5 < WhileUnhealthy ? pause * 1.5 : WhileUnhealthy;

    private static IEnumerable<string> KeysOf(IResource resource) =>
        resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key);
}
