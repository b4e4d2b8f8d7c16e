namespace OrderSaga.Web.Traces;

/// <param name="Span">What was done.</param>
/// <param name="ParentName">Of the span that caused it; null for a first one.</param>
/// <param name="Depth">0 for a first one.</param>
/// <param name="At">Where its bar begins, in percent.</param>
/// <param name="Width">Of its bar, in percent.</param>
public sealed record WaterfallRow(TraceSpan Span, string? ParentName, int Depth, double At, double Width)
{
    /// <summary>For what was done in a batch: the span of this saga that it was done for, among others. Null for the saga's own.</summary>
    public string? SharedBy { get; init; }

    /// <summary>Tells it from all other rows: a batch may be shown below several spans of one saga.</summary>
    public string Key => SharedBy + Span.SpanId;
}
