using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Offline;

/// <summary>What a developer sees of the resources in the terminal. Silent under test.</summary>
internal sealed class ConsoleReporter(
    OfflineSettings settings,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    TimeProvider time)
{
    private static readonly bool Coloured = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;

    private readonly long _began = time.GetTimestamp();

    public void Forward(string resource, string line) => Write($"{Paint("36", $"{resource,-17}")} | {line}");

    public void Failed(string resource, string message) => Write(Paint("31", $"{resource} could not be started: {message}"));

    public void Stopped(string resource, int exitCode, bool asked) => Write(asked
        ? $"{resource} stopped (exit code {exitCode})."
        : Paint("31", $"{resource} exited by itself with code {Explain(exitCode)}. Start it again: ./run start {resource}"));

    /// <summary>Prints the URLs once everything has become healthy for the first time.</summary>
    public async Task AnnounceReadinessAsync(CancellationToken cancellationToken)
    {
        var ready = await Task.WhenAll(model.Shown.Select(resource => notifications.WaitForResourceAsync(
            resource.Name, change => change.Snapshot.HealthStatus == HealthStatus.Healthy, cancellationToken))).ConfigureAwait(false);
        Write(Paint("32", string.Create(CultureInfo.InvariantCulture, $"Everything is healthy after {time.GetElapsedTime(_began).TotalSeconds:F0} s.")));
        foreach (var resource in ready)
        {
            foreach (var url in resource.Snapshot.Urls.Where(url => url.Url.StartsWith("http", StringComparison.Ordinal)))
            {
                Write($"  {resource.Resource.Name,-17} {url.Url,-42} {url.DisplayProperties.DisplayName}");
            }
        }

        Write("Ctrl+C stops it all. In another terminal: ./run status | start | stop | restart | kill | logs <resource>");
    }

    private static string Explain(int exitCode) => exitCode > 128
        ? string.Create(CultureInfo.InvariantCulture, $"{exitCode} (signal {exitCode - 128})")
        : exitCode.ToString(CultureInfo.InvariantCulture);

    private static string Paint(string colour, string text) => Coloured ? $"\e[{colour}m{text}\e[0m" : text;

    private void Write(string line)
    {
        if (!settings.IsTest)
        {
            Console.WriteLine(line);
        }
    }
}
