using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Tracing.Otlp;

namespace OrderSaga.Tests.Tracing;

/// <summary>Waits for the spans of a saga: they are exported a moment after they have ended.</summary>
internal static class TraceWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    // A few times the exporters' delay: a span that should not be there gets its chance to arrive.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>The trace once it is complete and nothing more comes; past a deadline as it is, for the test to say what is wrong.</summary>
    public static async Task<SagaTrace> OfAsync(SagaApplication application, OrderView order, Func<SagaTrace, bool> isComplete) =>
        Assert.Single(await AllAsync(application, [order], isComplete));

    /// <summary>The same for many orders: they are waited for together.</summary>
    public static async Task<IReadOnlyList<SagaTrace>> AllAsync(
        SagaApplication application, IReadOnlyCollection<OrderView> orders, Func<SagaTrace, bool> isComplete)
    {
        var receiver = await application.GetTelemetryAsync();
        return await AllAsync(() => receiver.Spans, orders, isComplete);
    }

    public static async Task<IReadOnlyList<SagaTrace>> AllAsync(
        Func<IReadOnlyCollection<Span>> spans, IReadOnlyCollection<OrderView> orders, Func<SagaTrace, bool> isComplete)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var (count, changedAt) = (0, began);
        while (true)
        {
            var index = new SpanIndex(spans());
            SagaTrace[] traces = [.. orders.Select(order => new SagaTrace(order.Id, order.TraceId!, index))];
            var received = traces.Sum(trace => trace.Count);
            if (received != count)
            {
                (count, changedAt) = (received, clock.GetTimestamp());
            }

            var isDone = clock.GetElapsedTime(changedAt) > Quiet && traces.All(isComplete);
            if (isDone || clock.GetElapsedTime(began) > Deadline)
            {
                return traces;
            }

            await Task.Delay(Interval, clock, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The one span that <paramref name="span"/> is linked to.</summary>
    public static async Task<Span> LinkedAsync(SagaApplication application, Span span) =>
        (await application.GetTelemetryAsync()).Spans.Single(candidate => candidate.SpanId == Assert.Single(span.Links).SpanId);

    /// <summary>Asserts that the trace is sound, and looks as the picture says.</summary>
    public static async Task LooksLikeAsync(SagaApplication application, OrderView order, string expected)
    {
        var trace = await OfAsync(application, order, candidate => candidate.Tree == expected);
        Assert.Equal(expected, trace.Tree);
        trace.AssertIsSound();
    }
}
