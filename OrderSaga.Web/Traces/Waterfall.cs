namespace OrderSaga.Web.Traces;

/// <summary>A trace as it is drawn: each span below the one that caused it, all on one axis of time.</summary>
/// <param name="Rows">From top to bottom.</param>
/// <param name="Gaps">Where time that nothing happened in was cut short.</param>
/// <param name="Duration">From the first start to the last end.</param>
public sealed record Waterfall(IReadOnlyList<WaterfallRow> Rows, IReadOnlyList<TimeGap> Gaps, TimeSpan Duration)
{
    /// <param name="spans">At least one. A span whose parent is not among them counts as a first one.</param>
    public static Waterfall Of(IReadOnlyList<TraceSpan> spans)
    {
        var scale = new TimeScale(spans);
        var ids = spans.Select(span => span.SpanId).ToHashSet();
        var children = spans.OrderBy(span => span.StartedAt).ToLookup(span => span.ParentId is { } parent && ids.Contains(parent) ? parent : null);
        var rows = new List<WaterfallRow>(spans.Count);
        AddBelow(null, null, 0);
        return new(rows, scale.Gaps, spans.Max(span => span.EndedAt) - spans.Min(span => span.StartedAt));

        void AddBelow(string? parentId, string? parentName, int depth)
        {
            foreach (var span in children[parentId])
            {
                var at = scale.Place(span.StartedAt);
                rows.Add(new(span, parentName, depth, at, scale.Place(span.EndedAt) - at));
                AddBelow(span.SpanId, span.Name, depth + 1);
            }
        }
    }
}

/// <param name="Span">What was done.</param>
/// <param name="ParentName">Of the span that caused it; null for a first one.</param>
/// <param name="Depth">0 for a first one.</param>
/// <param name="At">Where its bar begins, in percent.</param>
/// <param name="Width">Of its bar, in percent.</param>
public sealed record WaterfallRow(TraceSpan Span, string? ParentName, int Depth, double At, double Width);
