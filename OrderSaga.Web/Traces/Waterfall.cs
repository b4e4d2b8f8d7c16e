namespace OrderSaga.Web.Traces;

/// <summary>A trace as it is drawn: each span below the one that caused it, all on one axis of time.</summary>
/// <param name="Rows">From top to bottom.</param>
/// <param name="Gaps">Where time that nothing happened in was cut short.</param>
/// <param name="Duration">From the first start to the last end.</param>
/// <param name="MissingParents">Spans that caused others of these and have not come themselves.</param>
public sealed record Waterfall(IReadOnlyList<WaterfallRow> Rows, IReadOnlyList<TimeGap> Gaps, TimeSpan Duration, int MissingParents)
{
    // The parent of one that serves a request may be anybody's who called.
    private const string Server = "server";

    /// <param name="spans">At least one. A span whose parent is not among them counts as a first one.</param>
    /// <param name="shared">What was done for them in batches: each below the span that it was done for.</param>
    public static Waterfall Of(IReadOnlyList<TraceSpan> spans, IReadOnlyList<SharedWork>? shared = null)
    {
        var batches = (shared ?? []).ToLookup(work => work.MemberId, work => work.Spans);
        var scale = new TimeScale([.. spans, .. (shared ?? []).SelectMany(work => work.Spans)]);
        var rows = new List<WaterfallRow>(spans.Count);
        AddTree(spans, null, 0);
        return new(rows, scale.Gaps, spans.Max(span => span.EndedAt) - spans.Min(span => span.StartedAt), CountMissingParents(spans));

        void AddTree(IReadOnlyList<TraceSpan> tree, TraceSpan? sharedBy, int top)
        {
            var ids = tree.Select(span => span.SpanId).ToHashSet();
            var children = tree.OrderBy(span => span.StartedAt).ToLookup(span => span.ParentId is { } parent && ids.Contains(parent) ? parent : null);
            AddBelow(null, sharedBy?.Name, top);

            void AddBelow(string? parentId, string? parentName, int depth)
            {
                foreach (var span in children[parentId])
                {
                    var at = scale.Place(span.StartedAt);
                    rows.Add(new(span, parentName, depth, at, scale.Place(span.EndedAt) - at) { SharedBy = sharedBy?.SpanId });
                    foreach (var batch in sharedBy is null ? batches[span.SpanId] : [])
                    {
                        AddTree(batch, span, depth + 1);
                    }

                    AddBelow(span.SpanId, span.Name, depth + 1);
                }
            }
        }
    }

    private static int CountMissingParents(IReadOnlyList<TraceSpan> spans)
    {
        var ids = spans.Select(span => span.SpanId).ToHashSet();
        return spans.Where(span => span.Kind != Server && span.ParentId is { } parent && !ids.Contains(parent)).DistinctBy(span => span.ParentId).Count();
    }
}
