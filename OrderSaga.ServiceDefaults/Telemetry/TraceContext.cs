using System.Diagnostics;
using System.Text;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Telemetry;

/// <summary>Trace context as https://www.w3.org/TR/trace-context/ has it: as text in message headers, as bytes in tables.</summary>
public static class TraceContext
{
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    /// <summary>The <c>traceparent</c> of a context, or null when there is none.</summary>
    public static string? Format(ActivityContext context) => context == default
        ? null
        : $"00-{context.TraceId}-{context.SpanId}-{(context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}";

    /// <summary>The context that a <c>traceparent</c> names, marked as remote; default when it is absent or malformed.</summary>
    public static ActivityContext Parse(string? traceParent, string? traceState) =>
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var context) ? context : default;

    /// <summary>A <c>traceparent</c> without its version: 16 bytes of trace id, 8 of span id, 1 of flags. Null when there is none.</summary>
    public static byte[]? ToBytes(ActivityContext context)
    {
        if (context == default)
        {
            return null;
        }

        var bytes = new byte[TraceIdBytes + SpanIdBytes + 1];
        context.TraceId.CopyTo(bytes.AsSpan(0, TraceIdBytes));
        context.SpanId.CopyTo(bytes.AsSpan(TraceIdBytes, SpanIdBytes));
        bytes[^1] = (byte)context.TraceFlags;
        return bytes;
    }

    /// <summary>The context that <see cref="ToBytes"/> stored, marked as remote; default when there is none.</summary>
    public static ActivityContext FromBytes(byte[]? bytes, string? traceState) => bytes is null
        ? default
        : new ActivityContext(
            ActivityTraceId.CreateFromBytes(bytes.AsSpan(0, TraceIdBytes)),
            ActivitySpanId.CreateFromBytes(bytes.AsSpan(TraceIdBytes, SpanIdBytes)),
            (ActivityTraceFlags)bytes[^1],
            traceState,
            isRemote: true);

    /// <summary>The context that a message carries in its headers; default when it carries none.</summary>
    public static ActivityContext Of(IReadOnlyBasicProperties message) => Parse(Header(message, "traceparent"), Header(message, "tracestate"));

    private static string? Header(IReadOnlyBasicProperties message, string name) =>
        message.Headers is { } headers && headers.TryGetValue(name, out var value)
            ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), string text => text, _ => null }
            : null;
}
