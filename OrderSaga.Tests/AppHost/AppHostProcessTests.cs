using System.Diagnostics;
using System.Text.Json;

namespace OrderSaga.Tests.AppHost;

/// <summary>What only the AppHost in a process of its own shows: the real dashboard, and what a kill leaves behind.</summary>
public sealed class AppHostProcessTests
{
    private static readonly TimeSpan TraceDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RestartDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GoneDeadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Run_OneOrderThenKills_OneTraceAServiceRestartedAndNoProcessLeft()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows another process's environment, by which they are found.");
        await using var appHost = AppHostProcess.Run();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        client.DefaultRequestHeaders.Add("x-api-key", AppHostProcess.DashboardKey);
        var traceId = await appHost.SettledOrderAsync();
        var spans = new List<(string Service, string Id, string? Parent, string Name)>();
        await appHost.UntilAsync(
            async () =>
            {
                spans = await SpansAsync(client, new Uri(appHost.FindService("Aspire.Dashboard")!, $"/api/telemetry/traces/{traceId}"));
                return spans.Select(span => span.Service).Distinct().Count() == 3
                    && spans.All(span => span.Parent is null || spans.Any(other => other.Id == span.Parent));
            },
            "the dashboard has the whole trace",
            TraceDeadline);

        Assert.Equal("POST /orders/", Assert.Single(spans, span => span.Parent is null).Name);
        Assert.Equal(["inventory-service", "order-service", "payment-service"], spans.Select(span => span.Service).Distinct().Order());

        var payment = Assert.Single(appHost.Find("OrderSaga.Payment"));
        using (var process = Process.GetProcessById(payment))
        {
            process.Kill();
        }

        await appHost.UntilAsync(
            () => Task.FromResult(appHost.Find("OrderSaga.Payment") is [var again] && again != payment), "Payment runs again", RestartDeadline);
        appHost.Kill();
        await appHost.UntilAsync(() => Task.FromResult(appHost.Family().Count == 0), "no process is left", GoneDeadline);
    }

    [Fact]
    public async Task Publish_Manifest_HasContainersAndFourProjectsAndNothingOfDevelopment()
    {
        var directory = Directory.CreateTempSubdirectory("ordersaga-publish-");
        try
        {
            var file = Path.Combine(directory.FullName, "manifest.json");
            var printed = await AppHostProcess.PublishAsync(file);
            Assert.True(File.Exists(file), printed);

            using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            var resources = manifest.RootElement.GetProperty("resources").EnumerateObject()
                .ToLookup(resource => resource.Value.GetProperty("type").GetString()!, resource => resource.Name);
            Assert.Equal(["messaging", "postgres"], resources["container.v0"].Order());
            Assert.Equal(["inventory-service", "order-service", "payment-service", "web"], resources["project.v0"].Order());
            Assert.All(["Chaos", "Development", "Dashboard", "OTEL_TRACES_SAMPLER", "load"], word =>
                Assert.DoesNotContain($"\"{word}", manifest.RootElement.GetRawText(), StringComparison.OrdinalIgnoreCase));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<List<(string Service, string Id, string? Parent, string Name)>> SpansAsync(HttpClient client, Uri trace)
    {
        using var answer = JsonDocument.Parse(await client.GetStringAsync(trace));
        return [.. answer.RootElement.GetProperty("data").GetProperty("resourceSpans").EnumerateArray().SelectMany(resource =>
            resource.GetProperty("scopeSpans").EnumerateArray().SelectMany(scope => scope.GetProperty("spans").EnumerateArray()).Select(span =>
                (ServiceOf(resource), span.GetProperty("spanId").GetString()!, ParentOf(span), span.GetProperty("name").GetString()!)))];
    }

    private static string ServiceOf(JsonElement resource) => resource.GetProperty("resource").GetProperty("attributes").EnumerateArray()
        .First(attribute => attribute.GetProperty("key").GetString() == "service.name").GetProperty("value").GetProperty("stringValue").GetString()!;

    private static string? ParentOf(JsonElement span) =>
        span.TryGetProperty("parentSpanId", out var parent) && parent.GetString() is { Length: > 0 } id ? id : null;
}
