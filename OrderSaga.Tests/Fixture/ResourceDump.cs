using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace OrderSaga.Tests.Fixture;

/// <summary>What one wants to see when a wait has failed: each resource's state, health and last lines.</summary>
internal static class ResourceDump
{
    private const int Lines = 25;

    public static async Task<string> OfAsync(DistributedApplication application)
    {
        var text = new StringBuilder();
        foreach (var resource in application.Resources())
        {
            application.ResourceNotifications.TryGetCurrentState(resource.Name, out var current);
            var snapshot = current?.Snapshot;
            text.AppendLine($"{resource.Name}: {snapshot?.State?.Text ?? "unknown"}, {snapshot?.HealthStatus?.ToString() ?? "no health"}, exit code {snapshot?.ExitCode}");
            foreach (var report in snapshot?.HealthReports ?? [])
            {
                text.AppendLine($"    {report.Name}: {report.Status} {report.Description}");
            }

            foreach (var line in await LastLinesAsync(application, resource))
            {
                text.AppendLine($"    | {line}");
            }
        }

        return text.ToString();
    }

    private static async Task<IEnumerable<string>> LastLinesAsync(DistributedApplication application, IResource resource)
    {
        var lines = new List<string>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            var logs = application.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(resource);
            await foreach (var batch in logs.WithCancellation(patience.Token))
            {
                lines.AddRange(batch.Select(line => line.Content));
            }
        }
        catch (OperationCanceledException)
        {
            lines.Add("(the rest of the log did not come in time)");
        }

        return lines.TakeLast(Lines);
    }
}
