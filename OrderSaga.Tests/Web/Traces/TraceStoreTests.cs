using Microsoft.Extensions.Time.Testing;
using OrderSaga.Web.Traces;
using static OrderSaga.Tests.Web.Traces.Spans;

namespace OrderSaga.Tests.Web.Traces;

public sealed class TraceStoreTests
{
    [Fact]
    public void Add_SpanSentTwice_IsKeptOnce()
    {
        var store = new TraceStore();
        store.Add([Span("b", null, 1, 2), Span("a", null, 0, 1)]);
        store.Add([Span("a", null, 0, 1)]);

        Assert.Equal(["a", "b"], store.Find("t").Select(span => span.SpanId));
    }

    [Fact]
    public void Add_MoreTracesThanItKeeps_ForgetsTheOldest()
    {
        var store = new TraceStore(maxTraces: 2);
        store.Add([.. "abc".Select(trace => Span("s", null, 0, 1, trace.ToString()))]);

        Assert.Empty(store.Find("a"));
        Assert.Single(store.Find("c"));
    }

    [Fact]
    public void Add_MoreSpansThanItKeeps_ForgetsTheOldestTrace()
    {
        var store = new TraceStore(maxSpans: 3);
        store.Add([Span("1", null, 0, 1, "a"), Span("2", null, 0, 1, "a"), Span("3", null, 0, 1, "b"), Span("4", null, 0, 1, "b")]);

        Assert.Empty(store.Find("a"));
        Assert.Equal(2, store.Find("b").Count);
    }

    [Fact]
    public void Add_TraceWithoutEnd_LosesWhatIsTooMuch()
    {
        var store = new TraceStore(maxSpansPerTrace: 10);
        store.Add([.. Enumerable.Range(0, 25).Select(i => Span($"{i}", null, i, i + 1))]);

        Assert.Equal(10, store.Find("t").Count);
        Assert.Equal(15, store.Dropped);
    }

    [Fact]
    public void FindShared_BatchLinkedToASpanOfTheTrace_IsFoundWithWhatIsBelowIt()
    {
        var store = new TraceStore();
        store.Add([Batch("batch", "b", "p", "of-another-saga"), Span("sql", "batch", 1, 2, "b")]);
        Assert.Empty(store.FindShared("t"));

        store.Add([Span("root", null, 0, 9), Span("p", "root", 1, 3)]);

        var work = Assert.Single(store.FindShared("t"));
        Assert.Equal("p", work.MemberId);
        Assert.Equal(["batch", "sql"], work.Spans.Select(span => span.SpanId));
        Assert.Equal(["root", "p"], store.Find("t").Select(span => span.SpanId));
    }

    [Fact]
    public void FindShared_BatchOfVeryManySpans_IsCut()
    {
        var store = new TraceStore();
        store.Add([Span("p", null, 0, 9), Batch("batch", "b", "p"), .. Enumerable.Range(0, 100).Select(i => Span($"{i}", "batch", i, i + 1, "b"))]);

        Assert.InRange(Assert.Single(store.FindShared("t")).Spans.Count, 2, 20);
    }

    [Fact]
    public void Add_MoreLinksThanItKeeps_ForgetsTheOldestTraces()
    {
        var store = new TraceStore(maxLinks: 3);
        store.Add([Span("p", null, 0, 9), Span("q", null, 0, 9, "u")]);
        store.Add([Batch("old", "a", "p", "x"), Batch("new", "b", "q", "y")]);

        Assert.Empty(store.FindShared("t"));
        Assert.Empty(store.Find("a"));
        Assert.Equal("new", store.Find("b").Single().SpanId);
    }

    [Fact]
    public void Add_BatchIsForgotten_NoSpanIsSharedAnyMore()
    {
        var store = new TraceStore(maxTraces: 2);
        store.Add([Batch("batch", "b", "p"), Span("p", null, 0, 9), Span("later", null, 0, 9, "u")]);

        Assert.Empty(store.FindShared("t"));
    }

    [Fact]
    public void Intake_SecondIsFull_HasRoomAgainInTheNext()
    {
        var clock = new FakeTimeProvider();
        var intake = new Intake(clock, spansPerSecond: 10);
        Assert.True(intake.HasRoom);
        intake.Count(10);
        Assert.False(intake.HasRoom);

        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(intake.HasRoom);
    }
}
