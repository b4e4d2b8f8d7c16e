namespace OrderSaga.Web.Traces;

/// <summary>
/// ExportTraceServiceRequest; the field numbers are those of
/// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/trace/v1/trace.proto
/// </summary>
internal static class OtlpTraces
{
    /// <exception cref="InvalidDataException">It is no such request.</exception>
    public static List<TraceSpan> Read(ReadOnlySpan<byte> request)
    {
        var spans = new List<TraceSpan>();
        var reader = new ProtoReader(request);
        while (reader.Read())
        {
            if (reader.Field == 1)
            {
                ReadResourceSpans(reader.Bytes, spans);
            }
        }

        return spans;
    }

    private static void ReadResourceSpans(ReadOnlySpan<byte> message, List<TraceSpan> spans)
    {
        var service = ServiceOf(message);
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == 2)
            {
                ReadScopeSpans(reader.Bytes, service, spans);
            }
        }
    }

    private static void ReadScopeSpans(ReadOnlySpan<byte> message, string service, List<TraceSpan> spans)
    {
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == 2 && OtlpSpan.Read(reader.Bytes, service) is { } span)
            {
                spans.Add(span);
            }
        }
    }

    // Fields may come in any order: the resource is looked for before the spans are read.
    private static string ServiceOf(ReadOnlySpan<byte> resourceSpans)
    {
        var attributes = new Dictionary<string, string>();
        var reader = new ProtoReader(resourceSpans);
        while (reader.Read())
        {
            if (reader.Field == 1)
            {
                var resource = new ProtoReader(reader.Bytes);
                while (resource.Read())
                {
                    if (resource.Field == 1)
                    {
                        OtlpAttributes.Read(resource.Bytes, attributes);
                    }
                }
            }
        }

        return attributes.GetValueOrDefault("service.name", "unknown");
    }
}
