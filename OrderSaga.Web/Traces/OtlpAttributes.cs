using System.Globalization;
using System.Text;

namespace OrderSaga.Web.Traces;

/// <summary>
/// KeyValue; the field numbers are those of
/// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/common/v1/common.proto
/// </summary>
internal static class OtlpAttributes
{
    private const int MaxAttributes = 40;
    private const int MaxBytes = 512;

    /// <summary>Adds one, cut to a bounded length; what is neither text nor number nor flag is left out, and so is what is too many.</summary>
    public static void Read(ReadOnlySpan<byte> keyValue, Dictionary<string, string> attributes)
    {
        var (key, value) = ("", (string?)null);
        var reader = new ProtoReader(keyValue);
        while (reader.Read())
        {
            if (reader.Field == 1)
            {
                key = Cut(reader.Bytes);
            }
            else if (reader.Field == 2)
            {
                value = AnyValue(reader.Bytes);
            }
        }

        if (value is not null && attributes.Count < MaxAttributes)
        {
            attributes[key] = value;
        }
    }

    /// <summary>Text of a bounded length.</summary>
    public static string Cut(ReadOnlySpan<byte> text) =>
        text.Length <= MaxBytes ? Encoding.UTF8.GetString(text) : Encoding.UTF8.GetString(text[..MaxBytes]) + "…";

    private static string? AnyValue(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        return !reader.Read()
            ? null
            : reader.Field switch
            {
                1 => Cut(reader.Bytes),
                2 => reader.Number != 0 ? "true" : "false",
                3 => ((long)reader.Number).ToString(CultureInfo.InvariantCulture),
                4 => reader.Double.ToString(CultureInfo.InvariantCulture),
                _ => null,
            };
    }
}
