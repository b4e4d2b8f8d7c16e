using OrderSaga.Contracts;

namespace OrderSaga.Web.Traces;

/// <summary>What a span is called where there is little room. Its attributes tell the rest.</summary>
public static class SpanLabel
{
    private const int StatementWords = 7;

    public static string Of(TraceSpan span) => Batch(span) ?? Statement(span) ?? Shortened(span);

    private static string? Batch(TraceSpan span) => span.IsBatch ? $"batch of {span.Links.Count} (shared)" : null;

    // A database span is named after the database; what it does stands in its statement.
    private static string? Statement(TraceSpan span) => span.Attributes.GetValueOrDefault("db.query.text") is { } text
        ? string.Join(' ', text.Split((char[]?)null, StatementWords + 1, StringSplitOptions.RemoveEmptyEntries).Take(StatementWords))
        : null;

    // Messaging spans are named after exchange, type and queue; there is one exchange, and the queue is the service's.
    private static string Shortened(TraceSpan span) =>
        span.Name.Replace(Routes.Exchange + ":", "", StringComparison.Ordinal).Replace(":" + span.Service, "", StringComparison.Ordinal);
}
