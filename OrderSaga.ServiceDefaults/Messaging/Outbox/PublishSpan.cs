using System.Diagnostics;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>The PRODUCER span of one message, in the trace of the moment the event was appended.</summary>
internal static class PublishSpan
{
    public static Activity? Start(OutboxMessage message, string exchange)
    {
        if (!Instruments.Source.HasListeners())
        {
            return null;
        }

        var ambient = Activity.Current;
        // As of a message that was read from the table. Below a local parent that is not sampled there would be no span at all, and what
        // is logged of a refusal would lose its trace.
        var trace = message.Trace;
        var parent = trace == default ? trace : new ActivityContext(trace.TraceId, trace.SpanId, trace.TraceFlags, trace.TraceState, isRemote: true);
        var span = Instruments.Source.StartActivity("publish", ActivityKind.Producer, parent);
        // The span ends when the confirm comes, on another thread; it must not become the parent of what this one does next.
        Activity.Current = ambient;
        if (span is { IsAllDataRequested: true })
        {
            var destination = $"{exchange}:{message.Type}";
            span.DisplayName = $"publish {destination}";
            span.Describe("publish", "send", destination, message.Type, message.MessageId.ToString(), message.OrderId.ToString());
        }

        return span;
    }

    public static void End(Activity? span, string? refusedBecause)
    {
        if (span is null)
        {
            return;
        }

        if (refusedBecause is not null)
        {
            span.SetStatus(ActivityStatusCode.Error, refusedBecause).SetTag("error.type", "refused");
        }

        span.Stop();
    }
}
