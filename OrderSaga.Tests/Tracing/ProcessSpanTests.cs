using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults;
using OrderSaga.ServiceDefaults.Consumer;
using OrderSaga.ServiceDefaults.Messaging;
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
        using var tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource(Telemetry.Source.Name)
            .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
            .Build();
        var trace = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: true);
        var message = new PaymentFailed(Guid.CreateVersion7(), Reasons.InsufficientFunds).Deliver().Message! with { Trace = trace };
        var delivery = new Delivery(1, redelivered: true, new BasicProperties(), []) { Message = message, FailedAttempts = 1 };

        using var spans = ProcessSpans.Start([delivery], new MessagingOptions { Service = "test" });

        // Alone, a message's span is the current one.
        var span = Activity.Current!;
        Assert.Equal((trace.TraceId, trace.SpanId, flags), (span.TraceId, span.ParentSpanId, span.ActivityTraceFlags));
        Assert.Equal(span.Context, spans.ContextOf(0, message));
        Assert.Equal(attributes, span.TagObjects.Count());
    }
}
