using OrderSaga.Web.Traces;
using static OrderSaga.Tests.Web.Traces.Spans;

namespace OrderSaga.Tests.Web.Traces;

public sealed class WaterfallTests
{
    [Fact]
    public void Of_SpansInAnyOrder_EachBelowTheOneThatCausedIt()
    {
        var waterfall = Waterfall.Of([Span("late", "root", 60, 100), Span("deep", "early", 20, 30), Span("root", null, 0, 50), Span("early", "root", 10, 40)]);

        Assert.Equal([("root", 0), ("early", 1), ("deep", 2), ("late", 1)], waterfall.Rows.Select(row => (row.Span.Name, row.Depth)));
        Assert.Equal([0, 10, 20, 60], waterfall.Rows.Select(row => row.At));
        Assert.Equal([50, 30, 10, 40], waterfall.Rows.Select(row => Math.Round(row.Width, 6)));
        Assert.Equal(TimeSpan.FromMilliseconds(100), waterfall.Duration);
    }

    [Fact]
    public void Of_ParentThatHasNotCome_CountsAsAFirstOne()
    {
        var row = Assert.Single(Waterfall.Of([Span("orphan", "somewhere", 0, 1)]).Rows);

        Assert.Equal((0, null), (row.Depth, row.ParentName));
    }

    [Fact]
    public void Of_ParentsThatHaveNotCome_AreCountedOnceEach()
    {
        var waterfall = Waterfall.Of([Span("root", null, 0, 1), Span("a", "gone", 1, 2), Span("b", "gone", 1, 2), Span("c", "lost", 1, 2), Span("d", "c", 1, 2)]);

        Assert.Equal(2, waterfall.MissingParents);
    }

    [Fact]
    public void Of_RequestBelowASpanOfTheCallersOwn_MissesNothing() =>
        Assert.Equal(0, Waterfall.Of([Span("request", "the caller's", 0, 1) with { Kind = "server" }]).MissingParents);

    [Fact]
    public void Of_SharedWork_IsBelowTheSpanThatItWasDoneFor()
    {
        SharedWork shared = new("p", [Batch("batch", "b", "p", "q"), Span("sql", "batch", 1, 2, "b")]);

        var rows = Waterfall.Of([Span("root", null, 0, 9), Span("p", "root", 1, 4), Span("sent", "p", 4, 5)], [shared]).Rows;

        Assert.Equal(
            [("root", 0, null), ("p", 1, null), ("batch", 2, "p"), ("sql", 3, "p"), ("sent", 2, null)],
            rows.Select(row => (row.Span.Name, row.Depth, row.SharedBy)));
        Assert.Equal("p", rows[2].ParentName);
    }

    [Fact]
    public void Of_OneBatchForTwoSpansOfTheSaga_HasRowsThatDiffer()
    {
        IReadOnlyList<TraceSpan> batch = [Batch("batch", "b", "p", "q")];

        var rows = Waterfall.Of([Span("p", null, 0, 4), Span("q", null, 1, 4)], [new("p", batch), new("q", batch)]).Rows;

        Assert.Equal(4, rows.Select(row => row.Key).Distinct().Count());
    }

    [Fact]
    public void Of_IdleTime_IsCutShort()
    {
        var waterfall = Waterfall.Of([Span("first", null, 0, 100), Span("again", null, 60_100, 60_200)]);

        var gap = Assert.Single(waterfall.Gaps);
        Assert.Equal(TimeSpan.FromSeconds(60), gap.Duration);
        Assert.InRange(gap.Width, 2, 10);
        Assert.InRange(waterfall.Rows[1].Width, 40, 50);
        Assert.Equal(100, waterfall.Rows[1].At + waterfall.Rows[1].Width, 6);
    }

    [Fact]
    public void Of_SpansThatTookNoTime_HaveAPlace() =>
        Assert.All(Waterfall.Of([Span("a", null, 0, 0), Span("b", null, 0, 0)]).Rows, row => Assert.Equal((0d, 0d), (row.At, row.Width)));

    [Theory]
    [InlineData("process ordersaga.events:ORDER_CREATED:order-service", "process ORDER_CREATED")]
    [InlineData("POST /orders/", "POST /orders/")]
    public void Label_OfASpan_LeavesOutWhatIsKnown(string name, string label) =>
        Assert.Equal(label, SpanLabel.Of(Span("a", null, 0, 1) with { Name = name }));

    [Fact]
    public void Label_OfADatabaseSpan_IsTheBeginningOfItsStatement()
    {
        var span = Span("a", null, 0, 1) with { Attributes = new Dictionary<string, string> { ["db.query.text"] = "INSERT INTO\n  inbox (message_id)\n SELECT id FROM unnest(@ids)" } };

        Assert.Equal("INSERT INTO inbox (message_id) SELECT id FROM", SpanLabel.Of(span));
    }
}
