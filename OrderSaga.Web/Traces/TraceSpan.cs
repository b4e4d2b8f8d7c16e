namespace OrderSaga.Web.Traces;

/// <summary>A piece of work as a service tells it.</summary>
/// <param name="TraceId">In hexadecimal.</param>
/// <param name="SpanId">In hexadecimal.</param>
/// <param name="ParentId">In hexadecimal; null for the first of a trace.</param>
/// <param name="Service">The exporter's <c>service.name</c>.</param>
/// <param name="Name">What was done.</param>
/// <param name="Kind">As OpenTelemetry names it: server, client, producer, consumer, internal.</param>
/// <param name="StartedAt">By the clock of the service.</param>
/// <param name="Duration">Never negative.</param>
/// <param name="Error">What went wrong, "" when that is not said; null when nothing did.</param>
/// <param name="Attributes">Text, numbers and flags.</param>
public sealed record TraceSpan(
    string TraceId,
    string SpanId,
    string? ParentId,
    string Service,
    string Name,
    string Kind,
    DateTimeOffset StartedAt,
    TimeSpan Duration,
    string? Error,
    IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>What it is linked to, in its own trace or in others.</summary>
    public IReadOnlyList<SpanLink> Links { get; init; } = [];

    /// <summary>
    /// Work that was done once for several sagas, in one transaction: it has a trace of its own, and is linked to the work that it was
    /// done for. That work is linked to it as well, so links alone do not tell: a request that was stored in a batch is a first span too.
    /// </summary>
    public bool IsBatch => ParentId is null && Kind == "internal" && Links.Count > 0;

    public DateTimeOffset EndedAt => StartedAt + Duration;
}

/// <summary>A span that another one is linked to; both ids are in hexadecimal.</summary>
public sealed record SpanLink(string TraceId, string SpanId);
