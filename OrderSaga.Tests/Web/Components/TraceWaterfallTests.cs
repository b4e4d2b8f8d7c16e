using Bunit;
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

    [Theory]
    [InlineData(null, "Asking the Aspire dashboard")]
    [InlineData(TraceState.NotFound, "does not have this trace")]
    [InlineData(TraceState.NotConfigured, "No Aspire dashboard is configured. Start the AppHost, or set Dashboard:Address and Dashboard:ApiKey.")]
    [InlineData(TraceState.NoAnswer, "does not answer")]
    [InlineData(TraceState.KeyRefused, "refused the key")]
    [InlineData(TraceState.Unreadable, "is not a trace")]
    public void Render_NoTrace_SaysWhyAndStillLinksToTheDashboard(TraceState? state, string notice)
    {
        var trace = RenderAnswer(state is { } known ? TraceAnswer.Without(known) : null, "http://localhost:15100");

        Assert.Contains(notice, trace.Find("p[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Equal("http://localhost:15100/traces/detail/t", trace.Find("a").GetAttribute("href"));
    }

    [Fact]
    public void Render_TraceIsThere_SaysNothingOfTheDashboard() =>
        Assert.Empty(RenderTrace([Spans.Span("root", null, 0, 10)]).FindAll("p[role=status]"));

    [Fact]
    public void Render_DashboardWentAway_SaysSoBesideTheTrace()
    {
        var trace = RenderAnswer(new(TraceState.NoAnswer, [Spans.Span("root", null, 0, 10)], []));

        Assert.Contains("does not answer", trace.Markup, StringComparison.Ordinal);
        Assert.Contains("1 spans in", trace.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_MoreSpansThanAreDrawn_SaysHowMany() => Assert.Contains(
        "7 later spans are not shown",
        RenderAnswer(new(TraceState.Found, [Spans.Span("root", null, 0, 10)], [], Omitted: 7)).Markup,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(null, 60_000, false)]
    [InlineData("gone", 4_000, false)]
    [InlineData("gone", 6_000, true)]
    public void Render_ParentHasNotComeInTime_SaysThatPartIsMissing(string? parent, int later, bool says)
    {
        clock.SetUtcNow(Spans.Start.AddMilliseconds(10 + later));

        var trace = RenderTrace([Spans.Span("child", parent, 0, 10)]);

        Assert.Equal(says, trace.Markup.Contains("Some spans of this trace are missing", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://localhost:15100/", "http://localhost:15100/traces/detail/t")]
    [InlineData(null, null)]
    public void Render_DashboardRuns_LinksToTheTraceThere(string? dashboard, string? link) =>
        Assert.Equal(link, RenderTrace([], dashboard).FindAll("a").SingleOrDefault()?.GetAttribute("href"));

    private IRenderedComponent<TraceWaterfall> RenderTrace(
        IReadOnlyList<TraceSpan> spans, string? dashboard = null, IReadOnlyList<SharedWork>? shared = null) =>
        RenderAnswer(new(TraceState.Found, spans, shared ?? []), dashboard);

    private IRenderedComponent<TraceWaterfall> RenderAnswer(TraceAnswer? answer, string? dashboard = null)
    {
        Services.AddSingleton(new DashboardLink(DashboardAnswers.Configuration(dashboard))).AddSingleton<TimeProvider>(clock);
        return Render<TraceWaterfall>(parameters => parameters.Add(trace => trace.TraceId, "t").Add(trace => trace.Answer, answer));
    }
}
