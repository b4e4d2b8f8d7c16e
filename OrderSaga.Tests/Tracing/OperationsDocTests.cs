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
    public void Expressions_NameSeriesThatThereAre(string file)
    {
        var used = PrometheusName().Matches(File.ReadAllText(Path.Combine(Docs, file))).Select(match => match.Value).Distinct().ToList();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(OwnInstruments.All().SelectMany(instrument => instrument.PrometheusNames())).Except(["ordersaga_outcome"]));
    }

    [Fact]
    public void Table_OfMetrics_HasEachInstrumentWithItsUnit()
    {
        var instruments = OwnInstruments.All().Select(instrument => $"{instrument.Name}{(instrument.IsGauge() ? " G" : "")}, {instrument.PlainUnit()}");
        var documented = Rows().Select(row => $"{row.Groups["name"].Value}{row.Groups["gauge"].Value}, {row.Groups["unit"].Value}");

        Assert.Equal(instruments.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
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

    private static HashSet<string> Documented() => [.. Rows().Select(row => row.Groups["name"].Value)];

    private static IEnumerable<Match> Rows() => Row().Matches(File.ReadAllText(Path.Combine(Docs, "operations.md")));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrderSaga.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^\| `(?<name>(ordersaga|messaging)\.[a-z_.]+)`(?<labels> \([^|]*\))?(?<gauge> G)? \| (?<unit>\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("(ordersaga|messaging)_[a-z_]+")]
    private static partial Regex PrometheusName();
}
