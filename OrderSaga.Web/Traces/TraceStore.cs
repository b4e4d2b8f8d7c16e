namespace OrderSaga.Web.Traces;

/// <summary>The latest traces, in bounded memory: the oldest go first. Safe to use from any thread.</summary>
/// <param name="maxTraces">Traces kept.</param>
/// <param name="maxSpans">Spans kept, of all traces together; one to two kilobytes each.</param>
/// <param name="maxSpansPerTrace">Further spans of one trace are dropped: it is not to push all others out.</param>
public sealed class TraceStore(int maxTraces = 2_000, int maxSpans = 20_000, int maxSpansPerTrace = 400)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, TraceSpan>> traces = [];
    private readonly Queue<string> arrivals = [];
    private int spanCount;
    private long dropped;

    /// <summary>Spans that were let go because they were too many for their trace.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    public void Add(IReadOnlyList<TraceSpan> spans)
    {
        lock (gate)
        {
            foreach (var span in spans)
            {
                Add(span);
            }
        }
    }

    /// <summary>The spans of a trace in the order of their start, as far as they have come; none for a trace that is not known.</summary>
    public IReadOnlyList<TraceSpan> Find(string traceId)
    {
        lock (gate)
        {
            return traces.TryGetValue(traceId, out var spans) ? [.. spans.Values.OrderBy(span => span.StartedAt)] : [];
        }
    }

    private void Add(TraceSpan span)
    {
        if (!traces.TryGetValue(span.TraceId, out var trace))
        {
            traces[span.TraceId] = trace = [];
            arrivals.Enqueue(span.TraceId);
        }

        if (trace.Count >= maxSpansPerTrace)
        {
            Interlocked.Increment(ref dropped);
        }
        else if (trace.TryAdd(span.SpanId, span))
        {
            spanCount++;
            Evict();
        }
    }

    private void Evict()
    {
        // The trace that has just come stays, whatever it holds.
        while (arrivals.Count > 1 && (arrivals.Count > maxTraces || spanCount > maxSpans))
        {
            traces.Remove(arrivals.Dequeue(), out var gone);
            spanCount -= gone!.Count;
        }
    }
}
