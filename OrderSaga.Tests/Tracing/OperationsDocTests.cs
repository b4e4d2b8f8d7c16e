using System.Text.Json;
using System.Text.RegularExpressions;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Tracing;

/// <summary>Documents, alerts and dashboard speak of metrics that there are.</summary>
public sealed partial class OperationsDocTests(SagaApplication application)
{
    private static readonly string Docs = Path.Combine(Root(), "docs");

    [Theory]
    [InlineData("ops/alerts.yml")]
    [InlineData("ops/dashboard.json")]
    public void Expressions_NameMetricsThatAreDocumented(string file)
    {
        var documented = Documented().Select(name => name.Replace('.', '_')).ToHashSet();
        var used = PrometheusName().Matches(File.ReadAllText(Path.Combine(Docs, file)))
            .Select(match => Suffix().Replace(match.Value, ""))
            .Distinct()
            .ToList();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(documented).Except(["ordersaga_outcome"]));
    }

    [Fact]
    public void Dashboard_IsJsonWithAnIdForEachPanel()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Docs, "ops/dashboard.json")));
        var ids = dashboard.RootElement.GetProperty("panels").EnumerateArray().Select(panel => panel.GetProperty("id").GetInt32()).ToList();

        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task Exported_MetricsOfOurOwn_AreDocumented()
    {
        var shop = new Shop(application);
        await shop.SettledAsync((await shop.PlaceAsync(await shop.AddAccountAsync(1m), await shop.AddItemAsync(1))).Id);
        var receiver = await application.GetTelemetryAsync();
        await application.EventuallyAsync(() => Task.FromResult(Own().Contains("ordersaga.saga.duration")), "metrics have arrived");

        Assert.Empty(Own().Except(Documented()));

        IEnumerable<string> Own() => receiver.Metrics.Select(metric => metric.Name)
            .Where(name => name.StartsWith("ordersaga.", StringComparison.Ordinal) || name.StartsWith("messaging.", StringComparison.Ordinal))
            .Distinct();
    }

    private static HashSet<string> Documented() =>
        [.. DocumentedName().Matches(File.ReadAllText(Path.Combine(Docs, "operations.md"))).Select(match => match.Groups[1].Value)];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrderSaga.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^\| `([a-z_.]+)`", RegexOptions.Multiline)]
    private static partial Regex DocumentedName();

    [GeneratedRegex("(ordersaga|messaging)_[a-z_]+")]
    private static partial Regex PrometheusName();

    [GeneratedRegex("(_seconds)?(_bucket|_count|_sum|_total)?$")]
    private static partial Regex Suffix();
}
