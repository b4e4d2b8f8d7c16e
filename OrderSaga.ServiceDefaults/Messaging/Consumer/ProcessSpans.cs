using System.Diagnostics;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>
/// The CONSUMER spans of one attempt at a batch: one a message, each in its own saga's trace. A message alone is the parent of the
/// database's spans; a batch has a span of its own for them, so that no saga's spans land in another's trace. The batch's span and each
/// message's are linked both ways: who looks at one of the two traces finds the other.
/// </summary>
internal sealed class ProcessSpans : IDisposable
{
    private readonly Activity? ambient = Activity.Current;
    private readonly Activity?[] spans;
    private readonly Activity? batch;

    private ProcessSpans(IReadOnlyList<Delivery> deliveries, MessagingOptions messaging)
    {
        spans = new Activity?[deliveries.Count];
        if (!Instruments.Source.HasListeners())
        {
            return;
        }

        for (var i = 0; i < deliveries.Count; i++)
        {
            Activity.Current = null;
            spans[i] = Start(deliveries[i], messaging);
            deliveries[i].LastAttempt = spans[i]?.Context;
        }

        if (deliveries.Count > 1)
        {
            Activity.Current = null;
            batch = Instruments.Source.StartActivity(
                $"process batch {messaging.Service}",
                ActivityKind.Internal,
                parentContext: default,
                links: spans.Where(span => span is not null).Select(span => new ActivityLink(span!.Context)));
            if (batch is { IsAllDataRequested: true })
            {
                Describe(batch);
            }
        }

        Activity.Current = batch ?? (deliveries.Count == 1 ? spans[0] : null);
    }

    public static ProcessSpans Start(IReadOnlyList<Delivery> deliveries, MessagingOptions messaging) => new(deliveries, messaging);

    /// <summary>The context that what message <paramref name="index"/> causes has as its parent.</summary>
    public ActivityContext ContextOf(int index, InboundMessage message) => spans[index]?.Context ?? message.Trace;

    public void MarkDuplicate(int index) => spans[index]?.SetTag("ordersaga.duplicate", true);

    public void Fail(Exception exception)
    {
        foreach (var span in spans)
        {
            span?.Fail(exception);
        }

        batch?.Fail(exception);
    }

    public void Dispose()
    {
        batch?.Stop();
        foreach (var span in spans)
        {
            span?.Stop();
        }

        Activity.Current = ambient;
    }

    private void Describe(Activity kept)
    {
        kept.SetTag("messaging.system", "rabbitmq").SetTag("messaging.batch.message_count", spans.Length);
        foreach (var span in spans)
        {
            if (span is { IsAllDataRequested: true })
            {
                span.AddLink(new ActivityLink(kept.Context));
            }
        }
    }

    private static Activity? Start(Delivery delivery, MessagingOptions messaging)
    {
        var message = delivery.Message!;
        var span = Instruments.Source.StartActivity("process", ActivityKind.Consumer, message.Trace);

        // One that nobody keeps only carries the trace on. Under load nearly all are, and name and attributes were half of what they cost.
        if (span is not { IsAllDataRequested: true })
        {
            return span;
        }

        var destination = $"{messaging.Exchange}:{message.Type}:{messaging.Service}";
        span.DisplayName = $"process {destination}";
        span.Describe("process", "process", destination, message.Type, message.MessageId.ToString(), message.Event.Id.ToString());
        if (delivery.Redelivered)
        {
            span.SetTag("ordersaga.redelivered", true);
        }

        if (delivery.FailedAttempts > 0)
        {
            span.SetTag("ordersaga.attempt", delivery.FailedAttempts + 1);
        }

        return span;
    }
}
