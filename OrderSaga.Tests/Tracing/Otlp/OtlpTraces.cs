namespace OrderSaga.Tests.Tracing.Otlp;

/// <summary>
/// ExportTraceServiceRequest; the field numbers are those of
/// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/trace/v1/trace.proto
/// </summary>
internal static class OtlpTraces
{
    public static List<Span> Parse(ReadOnlySpan<byte> request)
    {
        var spans = new List<Span>();
        var reader = new ProtoReader(request);
        while (reader.Read())
        {
            ReadResourceSpans(reader.Bytes, spans);
        }

        return spans;
    }

    private static void ReadResourceSpans(ReadOnlySpan<byte> message, List<Span> spans)
    {
        var service = OtlpCommon.ServiceOf(message);
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == 2)
            {
                ReadScopeSpans(reader.Bytes, service, spans);
            }
        }
    }

    private static void ReadScopeSpans(ReadOnlySpan<byte> message, string service, List<Span> spans)
    {
        var scope = OtlpCommon.ScopeOf(message);
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == 2)
            {
                spans.Add(ReadSpan(reader.Bytes, service, scope));
            }
        }
    }

    private static Span ReadSpan(ReadOnlySpan<byte> message, string service, string scope)
    {
        var (traceId, spanId, name) = ("", "", "");
        string? parentId = null;
        var kind = SpanKind.Unspecified;
        var (startedAt, endedAt) = (0UL, 0UL);
        var isError = false;
        var attributes = new Dictionary<string, string>();
        var links = new List<SpanLink>();
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    traceId = reader.Hex!;
                    break;
                case 2:
                    spanId = reader.Hex!;
                    break;
                case 4:
                    parentId = reader.Hex;
                    break;
                case 5:
                    name = reader.Text;
                    break;
                case 6:
                    kind = (SpanKind)reader.Number;
                    break;
                case 7:
                    startedAt = reader.Number;
                    break;
                case 8:
                    endedAt = reader.Number;
                    break;
                case 9:
                    OtlpCommon.ReadAttribute(reader.Bytes, attributes);
                    break;
                case 13:
                    links.Add(ReadLink(reader.Bytes));
                    break;
                case 15:
                    isError = IsErrorStatus(reader.Bytes);
                    break;
            }
        }

        return new Span(service, scope, traceId, spanId, parentId, name, kind, startedAt, endedAt, isError, attributes, links);
    }

    private static SpanLink ReadLink(ReadOnlySpan<byte> message)
    {
        var (traceId, spanId) = ("", "");
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            (traceId, spanId) = reader.Field switch
            {
                1 => (reader.Hex!, spanId),
                2 => (traceId, reader.Hex!),
                _ => (traceId, spanId),
            };
        }

        return new(traceId, spanId);
    }

    private static bool IsErrorStatus(ReadOnlySpan<byte> message)
    {
        const ulong Error = 2;
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == 3)
            {
                return reader.Number == Error;
            }
        }

        return false;
    }
}
