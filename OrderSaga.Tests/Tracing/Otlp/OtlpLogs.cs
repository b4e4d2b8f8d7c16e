namespace OrderSaga.Tests.Tracing.Otlp;

/// <summary>
/// ExportLogsServiceRequest; the field numbers are those of
/// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/logs/v1/logs.proto
/// </summary>
internal static class OtlpLogs
{
    public static List<LogLine> Parse(ReadOnlySpan<byte> request)
    {
        var lines = new List<LogLine>();
        var reader = new ProtoReader(request);
        while (reader.Read())
        {
            ReadResourceLogs(reader.Bytes, lines);
        }

        return lines;
    }

    private static void ReadResourceLogs(ReadOnlySpan<byte> message, List<LogLine> lines)
    {
        var service = OtlpCommon.ServiceOf(message);
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == 2)
            {
                ReadScopeLogs(reader.Bytes, service, lines);
            }
        }
    }

    private static void ReadScopeLogs(ReadOnlySpan<byte> message, string service, List<LogLine> lines)
    {
        var category = OtlpCommon.ScopeOf(message);
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == 2)
            {
                lines.Add(ReadLine(reader.Bytes, service, category));
            }
        }
    }

    private static LogLine ReadLine(ReadOnlySpan<byte> message, string service, string category)
    {
        var severity = 0UL;
        var text = "";
        string? traceId = null, spanId = null;
        var attributes = new Dictionary<string, string>();
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 2:
                    severity = reader.Number;
                    break;
                case 5:
                    text = OtlpCommon.AnyValue(reader.Bytes) ?? "";
                    break;
                case 6:
                    OtlpCommon.ReadAttribute(reader.Bytes, attributes);
                    break;
                case 9:
                    traceId = reader.Hex;
                    break;
                case 10:
                    spanId = reader.Hex;
                    break;
            }
        }

        return new LogLine(service, category, severity, text, traceId, spanId, attributes);
    }
}
