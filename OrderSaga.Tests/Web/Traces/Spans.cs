using OrderSaga.Web.Traces;

namespace OrderSaga.Tests.Web.Traces;

internal static class Spans
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="id">Of the span, and its name.</param>
    /// <param name="parent">The id of the one that caused it.</param>
    /// <param name="from">Milliseconds after <see cref="Start"/>.</param>
    /// <param name="to">Milliseconds after <see cref="Start"/>.</param>
    /// <param name="trace">Its trace.</param>
    public static TraceSpan Span(string id, string? parent, double from, double to, string trace = "t") => new(
        trace, id, parent, "order-service", id, "internal", Start.AddMilliseconds(from), TimeSpan.FromMilliseconds(to - from), null, new Dictionary<string, string> { ["key"] = "of " + id });

    /// <summary>A batch that was done for spans of several traces, in a trace of its own.</summary>
    public static TraceSpan Batch(string id, string trace, params string[] members) =>
        Span(id, null, 1, 2, trace) with { Links = [.. members.Select(member => new SpanLink("of " + member, member))] };
}
