namespace OrderSaga.Tests.Tracing.Otlp;

/// <summary>A log record as it was exported.</summary>
/// <param name="Service">The exporter's <c>service.name</c>.</param>
/// <param name="Category">The logger's.</param>
/// <param name="Severity">Its number: https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber</param>
/// <param name="Text">The formatted message.</param>
/// <param name="TraceId">In hexadecimal; null when nothing was traced.</param>
/// <param name="SpanId">In hexadecimal; null when nothing was traced.</param>
/// <param name="Attributes">What the message is formatted of, and the exception.</param>
internal sealed record LogLine(
    string Service,
    string Category,
    ulong Severity,
    string Text,
    string? TraceId,
    string? SpanId,
    IReadOnlyDictionary<string, string> Attributes)
{
    public const ulong Information = 9;
    public const ulong Warning = 13;
    public const ulong Error = 17;

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}
