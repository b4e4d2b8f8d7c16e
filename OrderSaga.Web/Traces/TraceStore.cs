namespace OrderSaga.Web.Traces;

/// <summary>The latest traces, in bounded memory: the oldest go first. Safe to use from any thread.</summary>
/// <param name="maxTraces">Traces kept.</param>
/// <param name="maxSpans">Spans kept, of all traces together; one to two kilobytes each, as the services send them.</param>
/// <param name="maxSpansPerTrace">Further spans of one trace are dropped: it is not to push all others out.</param>
/// <param name="maxLinks">Links of batches kept, of all traces together; some two hundred bytes each.</param>
public sealed class TraceStore(int maxTraces = 2_000, int maxSpans = 20_000, int maxSpansPerTrace = 400, int maxLinks = 50_000)
{
    /// <summary>Of a batch; it has a handful.</summary>
    private const int MaxSharedSpans = 12;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Dictionary<string, TraceSpan>> traces = [];
    private readonly Dictionary<string, string> batchTraces = [];
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

    /// <summary>What was done for spans of this trace in batches, as far as it has come. Batches are traces of their own.</summary>
    public IReadOnlyList<SharedWork> FindShared(string traceId)
    {
        lock (gate)
        {
            return traces.TryGetValue(traceId, out var members)
                ? [.. members.Keys.Where(batchTraces.ContainsKey).Select(member => new SharedWork(member, BatchOf(member)))]
                : [];
        }
    }

    private List<TraceSpan> BatchOf(string member) =>
        [.. traces[batchTraces[member]].Values.OrderBy(span => span.StartedAt).Take(MaxSharedSpans)];

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
            foreach (var member in span.IsBatch ? span.Links : [])
            {
                batchTraces[member] = span.TraceId;
            }

            Evict();
        }
    }

    private void Evict()
    {
        // The trace that has just come stays, whatever it holds.
        while (arrivals.Count > 1 && (arrivals.Count > maxTraces || spanCount > maxSpans || batchTraces.Count > maxLinks))
        {
            var oldest = arrivals.Dequeue();
            traces.Remove(oldest, out var gone);
            spanCount -= gone!.Count;
            foreach (var member in gone.Values.Where(span => span.IsBatch).SelectMany(span => span.Links))
            {
                Unlink(member, oldest);
            }
        }
    }

    // Links are anybody's claim: two traces may claim the same span.
    private void Unlink(string member, string batchTrace)
    {
        if (batchTraces.TryGetValue(member, out var current) && current == batchTrace)
        {
            batchTraces.Remove(member);
        }
    }
}
