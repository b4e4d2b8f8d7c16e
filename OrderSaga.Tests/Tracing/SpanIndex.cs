using OrderSaga.Tests.Tracing.Otlp;

namespace OrderSaga.Tests.Tracing;

/// <summary>What has been received so far, by trace.</summary>
internal sealed class SpanIndex
{
    private readonly ILookup<string, Span> byTrace;

    public SpanIndex(IReadOnlyCollection<Span> received)
    {
        byTrace = received.ToLookup(span => span.TraceId);
        BatchesByMember = received
            .Where(span => span.ParentId is null && span.Links.Count > 0 && InTrace(span.TraceId).Any(other => other.IsDatabase))
            .SelectMany(batch => batch.Links.Select(member => (member.SpanId, batch)))
            .ToLookup(pair => pair.SpanId, pair => pair.batch);
    }

    /// <summary>The batches, with database spans of their own, that are linked to a span.</summary>
    public ILookup<string, Span> BatchesByMember { get; }

    public IEnumerable<Span> InTrace(string traceId) => byTrace[traceId];
}
