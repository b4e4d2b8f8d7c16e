using System.Diagnostics;
using System.Text;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults;

/// <summary>Trace context as text, as https://www.w3.org/TR/trace-context/ has it: in outbox rows and message headers.</summary>
public static class TraceContext
{
    /// <summary>The <c>traceparent</c> of a context, or null when there is none.</summary>
    public static string? Format(ActivityContext context) => context == default
        ? null
        : $"00-{context.TraceId}-{context.SpanId}-{(context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}";

    /// <summary>The context that a <c>traceparent</c> names, marked as remote; default when it is absent or malformed.</summary>
    public static ActivityContext Parse(string? traceParent, string? traceState) =>
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var context) ? context : default;

    /// <summary>The context that a message carries in its headers; default when it carries none.</summary>
    public static ActivityContext Of(IReadOnlyBasicProperties message) => Parse(Header(message, "traceparent"), Header(message, "tracestate"));

    private static string? Header(IReadOnlyBasicProperties message, string name) =>
        message.Headers is { } headers && headers.TryGetValue(name, out var value)
            ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), string text => text, _ => null }
            : null;
}
