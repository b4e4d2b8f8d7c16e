using Bunit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.Tests.Web.Traces;
using OrderSaga.Web.Components.Traces;
using OrderSaga.Web.Traces;

namespace OrderSaga.Tests.Web.Components;

public sealed class TraceWaterfallTests : BunitContext
{
    private readonly FakeTimeProvider clock = new(Spans.Start);

    [Fact]
    public void Click_Span_ShowsAndHidesItsAttributes()
    {
        var trace = RenderTrace([Spans.Span("root", null, 0, 10), Spans.Span("child", "root", 2, 5)]);
        Assert.DoesNotContain("of child", trace.Markup, StringComparison.Ordinal);

        trace.FindAll("button")[1].Click();
        Assert.Contains("of child", trace.Markup, StringComparison.Ordinal);

        trace.FindAll("button")[1].Click();
        Assert.DoesNotContain("of child", trace.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_SharedWork_IsDrawnApartAndTellsItsAttributes()
    {
        var batch = Spans.Batch("batch", "b", "child", "of-another-saga");

        var trace = RenderTrace([Spans.Span("root", null, 0, 10), Spans.Span("child", "root", 1, 5)], shared: [new("child", [batch])]);

        var row = Assert.Single(trace.FindAll("tr.shared"));
        Assert.Contains("batch of 2 (shared)", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("below child", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("2 spans in", trace.Markup, StringComparison.Ordinal);
        Assert.Contains("done once for several sagas", trace.Markup, StringComparison.Ordinal);
        row.QuerySelector("button")!.Click();
        Assert.Contains("of batch", trace.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NothingShared_SaysNothingOfIt() =>
        Assert.DoesNotContain("several sagas", RenderTrace([Spans.Span("root", null, 0, 10)]).Markup, StringComparison.Ordinal);

    [Fact]
    public void Render_NothingCame_SaysWhy() => Assert.Contains("No span of it has come here", RenderTrace([]).Markup, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, 60_000, false)]
    [InlineData("gone", 4_000, false)]
    [InlineData("gone", 6_000, true)]
    public void Render_ParentHasNotComeInTime_SaysThatPartIsMissing(string? parent, int later, bool says)
    {
        clock.SetUtcNow(Spans.Start.AddMilliseconds(10 + later));

        var trace = RenderTrace([Spans.Span("child", parent, 0, 10)]);

        Assert.Equal(says, trace.Markup.Contains("Part of this trace has not come here", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://localhost:15100/", "http://localhost:15100/traces/detail/t")]
    [InlineData(null, null)]
    public void Render_DashboardRuns_LinksToTheTraceThere(string? dashboard, string? link) =>
        Assert.Equal(link, RenderTrace([], dashboard).FindAll("a").SingleOrDefault()?.GetAttribute("href"));

    private IRenderedComponent<TraceWaterfall> RenderTrace(
        IReadOnlyList<TraceSpan> spans, string? dashboard = null, IReadOnlyList<SharedWork>? shared = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Dashboard:Address"] = dashboard }).Build();
        Services.AddSingleton(new DashboardLink(configuration)).AddSingleton<TimeProvider>(clock);
        return Render<TraceWaterfall>(parameters => parameters.Add(trace => trace.TraceId, "t").Add(trace => trace.Spans, spans).Add(trace => trace.Shared, shared ?? []));
    }
}
