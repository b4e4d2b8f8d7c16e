using System.Diagnostics;
using System.Text;

namespace OrderSaga.Web.Feed;

/// <summary>
/// Body and headers of a message as they came, turned into text for whoever looks at them: of the thousands that pass in a second, a
/// person looks at one.
/// </summary>
/// <param name="body">JSON in UTF-8.</param>
/// <param name="headers">As the client read them; a bounded part of them is kept.</param>
public sealed class WireText(byte[] body, IDictionary<string, object?>? headers)
{
    private const string TraceParent = "traceparent";

    private const int MaxHeaders = 16;
    private const int MaxHeaderBytes = 256;

    private readonly KeyValuePair<string, byte[]>[] kept = Keep(headers);

    public string Body => Encoding.UTF8.GetString(body);

    public IReadOnlyDictionary<string, string> Headers => kept.ToDictionary(header => header.Key, header => Encoding.UTF8.GetString(header.Value));

    /// <summary>Of the <c>traceparent</c> header (https://www.w3.org/TR/trace-context/), or null.</summary>
    public string? TraceId =>
        Array.Find(kept, header => header.Key == TraceParent).Value is { } parent
        && ActivityContext.TryParse(Encoding.UTF8.GetString(parent), null, out var context)
            ? context.TraceId.ToString()
            : null;

    // Bounded as the body is: see RawMessage.
    private static KeyValuePair<string, byte[]>[] Keep(IDictionary<string, object?>? headers)
    {
        if (headers is null || headers.Count == 0)
        {
            return [];
        }

        var kept = new KeyValuePair<string, byte[]>[Math.Min(headers.Count, MaxHeaders)];
        var i = 0;
        foreach (var (name, value) in headers)
        {
            if (i == kept.Length)
            {
                break;
            }

            var bytes = value as byte[] ?? Encoding.UTF8.GetBytes(value?.ToString() ?? "");
            kept[i++] = new(name == TraceParent ? TraceParent : name, bytes.Length > MaxHeaderBytes ? [.. bytes.AsSpan(0, MaxHeaderBytes), .. "…"u8] : bytes);
        }

        return kept;
    }
}
