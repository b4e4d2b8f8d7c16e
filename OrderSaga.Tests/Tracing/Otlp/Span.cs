namespace OrderSaga.Tests.Tracing.Otlp;

/// <summary>A span as it was exported.</summary>
/// <param name="Service">The exporter's <c>service.name</c>.</param>
/// <param name="Scope">The instrumentation that made it.</param>
/// <param name="TraceId">In hexadecimal.</param>
/// <param name="SpanId">In hexadecimal.</param>
/// <param name="ParentId">In hexadecimal; null for a root.</param>
/// <param name="Name">The span's name.</param>
/// <param name="Kind">The span's kind.</param>
/// <param name="StartedAt">Nanoseconds since the Unix epoch, by the clock of its process.</param>
/// <param name="EndedAt">Nanoseconds since the Unix epoch, by the clock of its process.</param>
/// <param name="IsError">Whether its status is Error.</param>
/// <param name="Attributes">Text, numbers and flags; the text of SQL is left out, to save memory.</param>
/// <param name="Links">What it is linked to.</param>
internal sealed record Span(
    string Service,
    string Scope,
    string TraceId,
    string SpanId,
    string? ParentId,
    string Name,
    SpanKind Kind,
    ulong StartedAt,
    ulong EndedAt,
    bool IsError,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<SpanLink> Links)
{
    public bool IsDatabase => Scope == "Npgsql";

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}

/// <summary>Both ids are in hexadecimal.</summary>
internal readonly record struct SpanLink(string TraceId, string SpanId);

/// <summary>As OTLP numbers them.</summary>
internal enum SpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}
