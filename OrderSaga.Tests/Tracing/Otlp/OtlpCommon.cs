using System.Globalization;

namespace OrderSaga.Tests.Tracing.Otlp;

/// <summary>
/// What traces, metrics and logs share:
/// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/common/v1/common.proto
/// </summary>
internal static class OtlpCommon
{
    /// <summary>The <c>service.name</c> of a ResourceSpans or ResourceMetrics, whose first field is the resource.</summary>
    public static string ServiceOf(ReadOnlySpan<byte> resourceSignals)
    {
        var attributes = new Dictionary<string, string>();
        var reader = new ProtoReader(resourceSignals);
        while (reader.Read())
        {
            if (reader.Field == 1)
            {
                var resource = new ProtoReader(reader.Bytes);
                while (resource.Read())
                {
                    if (resource.Field == 1)
                    {
                        ReadAttribute(resource.Bytes, attributes);
                    }
                }
            }
        }

        return attributes.GetValueOrDefault("service.name", "");
    }

    /// <summary>The name of the instrumentation of a ScopeSpans, whose first field is the scope, its name first in it.</summary>
    public static string ScopeOf(ReadOnlySpan<byte> scopeSignals)
    {
        var reader = new ProtoReader(scopeSignals);
        while (reader.Read())
        {
            if (reader.Field == 1)
            {
                var scope = new ProtoReader(reader.Bytes);
                return scope.Read() ? scope.Text : "";
            }
        }

        return "";
    }

    public static void ReadAttribute(ReadOnlySpan<byte> keyValue, Dictionary<string, string> attributes)
    {
        var key = "";
        var reader = new ProtoReader(keyValue);
        while (reader.Read())
        {
            if (reader.Field == 1)
            {
                key = reader.Text;
            }
            else if (key != "db.query.text" && AnyValue(reader.Bytes) is { } value)
            {
                attributes[key] = value;
            }
        }
    }

    public static string? AnyValue(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        return !reader.Read()
            ? null
            : reader.Field switch
            {
                1 => reader.Text,
                2 => reader.Number != 0 ? "true" : "false",
                3 => ((long)reader.Number).ToString(CultureInfo.InvariantCulture),
                4 => reader.Double.ToString(CultureInfo.InvariantCulture),
                _ => null,
            };
    }
}
