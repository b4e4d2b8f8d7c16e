using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Telemetry;
using OrderSaga.Tests.Fixture;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Tracing;

/// <summary>A message whose trace nobody keeps is handled in that trace all the same, at as little cost as can be.</summary>
public sealed class ProcessSpanTests
{
    [Theory]
    [InlineData(ActivityTraceFlags.None, 0)]
    [InlineData(ActivityTraceFlags.Recorded, 9)]
    public void Start_OfADelivery_IsInItsTraceAndDescribedOnlyIfThatIsKept(ActivityTraceFlags flags, int attributes)
    {
        using var tracing = Trace();
        var delivery = Deliver(flags);
        var (message, trace) = (delivery.Message!, delivery.Message!.Trace);

        using var spans = ProcessSpans.Start([delivery], new MessagingOptions { Service = "test" });

        // Alone, a message's span is the current one.
        var span = Activity.Current!;
        Assert.Equal((trace.TraceId, trace.SpanId, flags), (span.TraceId, span.ParentSpanId, span.ActivityTraceFlags));
        Assert.Equal(span.Context, spans.ContextOf(0, message));
        Assert.Equal(attributes, span.TagObjects.Count());
    }

    [Fact]
    public void Start_OfABatch_LinksEachKeptMessageToTheBatchAndBack()
    {
        using var tracing = Trace();
        Delivery[] deliveries = [Deliver(ActivityTraceFlags.Recorded), Deliver(ActivityTraceFlags.None), Deliver(ActivityTraceFlags.Recorded)];
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener { ShouldListenTo = source => source == Instruments.Source, ActivityStopped = ended.Enqueue };
        ActivitySource.AddActivityListener(listener);

        using (ProcessSpans.Start(deliveries, new MessagingOptions { Service = "test" }))
        {
        }

        var traces = deliveries.Select(delivery => delivery.Message!.Trace.TraceId).ToHashSet();
        var batch = Assert.Single(ended, span => span.Links.Any(link => traces.Contains(link.Context.TraceId)));
        var messages = ended.Where(span => traces.Contains(span.TraceId)).ToLookup(span => span.Recorded);
        Assert.Equal(2, messages[true].Count());
        Assert.All(messages[true], message => Assert.Equal(batch.Context, Assert.Single(message.Links).Context));
        Assert.Empty(Assert.Single(messages[false]).Links);
    }

    private static TracerProvider Trace() => Sdk.CreateTracerProviderBuilder()
        .AddSource(Instruments.Source.Name)
        .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
        .Build();

    private static Delivery Deliver(ActivityTraceFlags flags)
    {
        var trace = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: true);
        var message = new PaymentFailed(Guid.CreateVersion7(), Reasons.InsufficientFunds).Deliver().Message! with { Trace = trace };
        return new Delivery(1, redelivered: true, new BasicProperties(), []) { Message = message, FailedAttempts = 1 };
    }
}
