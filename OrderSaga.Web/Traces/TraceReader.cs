namespace OrderSaga.Web.Traces;

/// <summary>Follows one trace and the batches that it is linked to. Each open page has its own.</summary>
public sealed class TraceReader(string traceId, DashboardClient dashboard, TimeProvider clock)
{
    /// <summary>Services export at least every five seconds (OTEL_BSP_SCHEDULE_DELAY): after twice that, nothing more is expected.</summary>
    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(10);

    /// <summary>How often a quiet trace is asked for: a retry or a cancellation may add to it at any time.</summary>
    private static readonly TimeSpan QuietInterval = TimeSpan.FromSeconds(10);

    /// <summary>A browser draws some hundred rows at ease.</summary>
    private const int MaxSpans = 400;

    /// <summary>A saga without retries is linked to five.</summary>
    private const int MaxBatches = 16;

    /// <summary>A batch has a handful of spans.</summary>
    private const int MaxBatchSpans = 12;

    private readonly Dictionary<string, IReadOnlyList<TraceSpan>> batches = [];
    private TraceAnswer? latest;
    private long askedAt;
    private long changedAt;

    /// <summary>Asks the dashboard; while the trace is quiet, less often than it is called.</summary>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<TraceAnswer> ReadAsync(CancellationToken cancellationToken)
    {
        if (latest is not null && clock.GetElapsedTime(changedAt) >= QuietAfter && clock.GetElapsedTime(askedAt) < QuietInterval)
        {
            return latest;
        }

        var answer = await AskAsync(cancellationToken);
        askedAt = clock.GetTimestamp();
        if (answer.DiffersFrom(latest))
        {
            changedAt = askedAt;
        }

        return latest = answer;
    }

    private async Task<TraceAnswer> AskAsync(CancellationToken cancellationToken)
    {
        var (state, spans) = await dashboard.GetAsync(traceId, cancellationToken);
        return state switch
        {
            TraceState.Found => await WithBatchesAsync(spans, cancellationToken),
            TraceState.NotFound => TraceAnswer.Without(state),
            _ => (latest ?? TraceAnswer.Without(state)) with { State = state },
        };
    }

    private async Task<TraceAnswer> WithBatchesAsync(IReadOnlyList<TraceSpan> all, CancellationToken cancellationToken)
    {
        var spans = First(MaxSpans, all);
        var links = spans
            .SelectMany(span => span.Links.Where(link => link.TraceId != traceId).Select(link => (span.SpanId, Link: link)))
            .Distinct()
            .ToList();
        await ReadBatchesAsync([.. links.Select(link => link.Link.TraceId).Distinct().Take(MaxBatches)], cancellationToken);
        var shared = links
            .Where(link => batches.GetValueOrDefault(link.Link.TraceId, []).Any(span => span.IsBatch && span.SpanId == link.Link.SpanId))
            .Select(link => new SharedWork(link.SpanId, batches[link.Link.TraceId]));
        return new(TraceState.Found, spans, [.. shared], Math.Max(0, all.Count - MaxSpans));
    }

    // A batch is exported as a whole once its first span has ended: it is read once.
    private async Task ReadBatchesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var missing = ids.Where(id => !batches.ContainsKey(id)).ToList();
        var answers = await Task.WhenAll(missing.Select(id => dashboard.GetAsync(id, cancellationToken)));
        foreach (var (id, (_, spans)) in missing.Zip(answers))
        {
            if (spans.Any(span => span.ParentId is null))
            {
                batches[id] = First(MaxBatchSpans, spans);
            }
        }
    }

    // An exporter that got no answer sends its spans again.
    private static TraceSpan[] First(int count, IReadOnlyList<TraceSpan> spans) =>
        [.. spans.DistinctBy(span => span.SpanId).OrderBy(span => span.StartedAt).Take(count)];
}
