using System.Diagnostics;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Telemetry;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.DeadLetters;

/// <summary>Dead-lettering and replaying a message are told in the trace of that message.</summary>
internal static class DeadLetterSpans
{
    /// <summary>A child of the attempt that failed last.</summary>
    public static Activity? StartDeadLetter(IFailedMessage failed, MessagingOptions messaging)
    {
        var message = failed.Properties;
        var span = Instruments.Source.StartActivity(
            $"park {messaging.DeadLetterQueue}", ActivityKind.Producer, failed.LastAttempt ?? TraceContext.Of(message));
        return span?.Describe("park", "send", messaging.DeadLetterQueue, message.Type, message.MessageId, message.CorrelationId)
            .Fail(failed.Fault!);
    }

    /// <summary>
    /// A child of the span that published the message first, linked to the operator's request. The message names it as its parent from
    /// now on; where nobody listens, the message keeps the context it came with.
    /// </summary>
    public static Activity? StartReplay(BasicProperties message, MessagingOptions messaging)
    {
        var links = Activity.Current is { } request ? new[] { new ActivityLink(request.Context) } : null;
        var span = Instruments.Source.StartActivity($"replay {messaging.Service}", ActivityKind.Producer, TraceContext.Of(message), links: links);
        if (span is null)
        {
            return null;
        }

        message.Headers = new Dictionary<string, object?>(message.Headers ?? new Dictionary<string, object?>()) { ["traceparent"] = span.Id };
        return span.Describe("replay", "send", messaging.Service, message.Type, message.MessageId, message.CorrelationId);
    }
}
