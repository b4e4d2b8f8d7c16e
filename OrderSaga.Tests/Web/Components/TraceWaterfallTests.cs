using Bunit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrderSaga.Tests.Web.Traces;
using OrderSaga.Web.Components.Traces;
using OrderSaga.Web.Traces;

namespace OrderSaga.Tests.Web.Components;

public sealed class TraceWaterfallTests : BunitContext
{
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
    public void Render_NothingCame_SaysWhy() => Assert.Contains("No span of it has come here", RenderTrace([]).Markup, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://localhost:15100/", "http://localhost:15100/traces/detail/t")]
    [InlineData(null, null)]
    public void Render_DashboardRuns_LinksToTheTraceThere(string? dashboard, string? link) =>
        Assert.Equal(link, RenderTrace([], dashboard).FindAll("a").SingleOrDefault()?.GetAttribute("href"));

    private IRenderedComponent<TraceWaterfall> RenderTrace(IReadOnlyList<TraceSpan> spans, string? dashboard = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Dashboard:Address"] = dashboard }).Build();
        Services.AddSingleton(new DashboardLink(configuration));
        return Render<TraceWaterfall>(parameters => parameters.Add(trace => trace.TraceId, "t").Add(trace => trace.Spans, spans));
    }
}
