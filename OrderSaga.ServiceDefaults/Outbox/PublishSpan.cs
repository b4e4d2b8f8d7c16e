using System.Diagnostics;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>The PRODUCER span of one message, in the trace of the moment the event was appended.</summary>
internal static class PublishSpan
{
    public static Activity? Start(OutboxMessage message, string exchange)
    {
        if (!Telemetry.Source.HasListeners())
        {
            return null;
        }

        var ambient = Activity.Current;
        var destination = $"{exchange}:{message.Type}";
        var span = Telemetry.Source.StartActivity(
            $"publish {destination}", ActivityKind.Producer, TraceContext.Parse(message.TraceParent, message.TraceState));
        // The span ends when the confirm comes, on another thread; it must not become the parent of what this one does next.
        Activity.Current = ambient;
        return span?.SetTag("messaging.system", "rabbitmq")
            .SetTag("messaging.operation.name", "publish")
            .SetTag("messaging.operation.type", "send")
            .SetTag("messaging.destination.name", destination)
            .SetTag("messaging.rabbitmq.destination.routing_key", message.Type)
            .SetTag("messaging.message.id", message.MessageId.ToString())
            .SetTag("messaging.message.conversation_id", message.OrderId.ToString());
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
