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
