using System.Diagnostics;

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
}
