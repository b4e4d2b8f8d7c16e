using System.Globalization;

namespace OrderSaga.Web.Traces;

/// <summary>Turns the dashboard's answer into the spans that the page shows.</summary>
internal static class OtlpSpans
{
    private const int MaxTextLength = 512;
    private const int ErrorStatus = 2;
    private const long NanosecondsPerTick = 100;

    private static readonly string[] Kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

    /// <summary>A span without ids is left out: no other span could refer to it.</summary>
    public static IReadOnlyList<TraceSpan> Read(OtlpAnswer? answer) =>
    [
        .. from resource in Present(answer?.Data?.ResourceSpans)
           let service = Attributes(resource.Resource?.Attributes).GetValueOrDefault("service.name", "unknown")
           from scope in Present(resource.ScopeSpans)
           from span in Present(scope.Spans)
           where HasText(span.TraceId) && HasText(span.SpanId)
           select Read(span, service),
    ];

    private static TraceSpan Read(OtlpSpan span, string service) => new(
        span.TraceId!,
        span.SpanId!,
        HasText(span.ParentSpanId) ? span.ParentSpanId : null,
        service,
        Cut(span.Name ?? ""),
        Kinds[span.Kind is { } kind && kind > 0 && kind < Kinds.Length ? kind : 0],
        DateTimeOffset.UnixEpoch + Between(0, span.StartTimeUnixNano ?? 0),
        Between(span.StartTimeUnixNano ?? 0, span.EndTimeUnixNano ?? 0),
        span.Status?.Code == ErrorStatus ? Cut(span.Status.Message ?? "") : null,
        Attributes(span.Attributes))
    {
        Links = [.. Present(span.Links).Where(link => HasText(link.TraceId) && HasText(link.SpanId)).Select(link => new SpanLink(link.TraceId!, link.SpanId!))],
    };

    private static Dictionary<string, string> Attributes(IReadOnlyList<OtlpAttribute?>? attributes)
    {
        var values = new Dictionary<string, string>();
        foreach (var attribute in Present(attributes))
        {
            if (attribute.Key is { } key && Text(attribute.Value) is { } text)
            {
                values[key] = Cut(text);
            }
        }

        return values;
    }

    // The dashboard sends every value as text; OTLP has others. Lists and bytes are left out.
    private static string? Text(OtlpValue? value) => value switch
    {
        { StringValue: { } text } => text,
        { BoolValue: { } flag } => flag ? "true" : "false",
        { IntValue: { } number } => number.ToString(CultureInfo.InvariantCulture),
        { DoubleValue: { } number } => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static IEnumerable<T> Present<T>(IEnumerable<T?>? items)
        where T : class => items?.OfType<T>() ?? [];

    private static bool HasText(string? text) => !string.IsNullOrEmpty(text);

    private static string Cut(string text) => text.Length <= MaxTextLength ? text : string.Concat(text.AsSpan(0, MaxTextLength), "…");

    // Any number of nanoseconds fits a date: 2^64 of them are 584 years.
    private static TimeSpan Between(ulong from, ulong to) => TimeSpan.FromTicks(to > from ? (long)((to - from) / NanosecondsPerTick) : 0);
}
