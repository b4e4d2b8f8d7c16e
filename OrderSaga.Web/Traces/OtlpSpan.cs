namespace OrderSaga.Web.Traces;

/// <summary>
/// Span and its Status; the field numbers are those of
/// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/trace/v1/trace.proto
/// </summary>
internal static class OtlpSpan
{
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;
    private const int ErrorStatus = 2;

    /// <summary>A batch has up to 500 messages, and a link to each.</summary>
    private const int MaxLinks = 1_024;

    private const long NanosecondsPerTick = 100;

    private static readonly string[] Kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

    /// <summary>Null for a span whose ids are none: no other could refer to it.</summary>
    public static TraceSpan? Read(ReadOnlySpan<byte> message, string service)
    {
        ReadOnlySpan<byte> trace = default, span = default, parent = default;
        var (name, kind, started, ended) = ("", 0UL, 0UL, 0UL);
        string? error = null;
        var attributes = new Dictionary<string, string>();
        List<string>? links = null;
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    trace = reader.Bytes;
                    break;
                case 2:
                    span = reader.Bytes;
                    break;
                case 4:
                    parent = reader.Bytes;
                    break;
                case 5:
                    name = OtlpAttributes.Cut(reader.Bytes);
                    break;
                case 6:
                    kind = reader.Number;
                    break;
                case 7:
                    started = reader.Number;
                    break;
                case 8:
                    ended = reader.Number;
                    break;
                case 9:
                    OtlpAttributes.Read(reader.Bytes, attributes);
                    break;
                case 13 when (links?.Count ?? 0) < MaxLinks && ReadLink(reader.Bytes) is { } link:
                    (links ??= []).Add(link);
                    break;
                case 15:
                    error = ReadError(reader.Bytes);
                    break;
            }
        }

        return trace.Length != TraceIdBytes || span.Length != SpanIdBytes
            ? null
            : new TraceSpan(
                Convert.ToHexStringLower(trace),
                Convert.ToHexStringLower(span),
                parent.Length == SpanIdBytes ? Convert.ToHexStringLower(parent) : null,
                service,
                name,
                kind < (ulong)Kinds.Length ? Kinds[kind] : Kinds[0],
                DateTimeOffset.UnixEpoch + Since(0, started),
                Since(started, ended),
                error,
                attributes)
            {
                Links = links ?? [],
            };
    }

    // Span ids are random: the trace that it belongs to is not needed to tell one from another.
    private static string? ReadLink(ReadOnlySpan<byte> link)
    {
        ReadOnlySpan<byte> span = default;
        var reader = new ProtoReader(link);
        while (reader.Read())
        {
            span = reader.Field == 2 ? reader.Bytes : span;
        }

        return span.Length == SpanIdBytes ? Convert.ToHexStringLower(span) : null;
    }

    private static string? ReadError(ReadOnlySpan<byte> status)
    {
        var (code, text) = (0UL, "");
        var reader = new ProtoReader(status);
        while (reader.Read())
        {
            (code, text) = reader.Field switch
            {
                2 => (code, OtlpAttributes.Cut(reader.Bytes)),
                3 => (reader.Number, text),
                _ => (code, text),
            };
        }

        return code == ErrorStatus ? text : null;
    }

    // A number of nanoseconds fits a date: 2^64 of them are 584 years.
    private static TimeSpan Since(ulong from, ulong to) => TimeSpan.FromTicks(to > from ? (long)((to - from) / NanosecondsPerTick) : 0);
}
