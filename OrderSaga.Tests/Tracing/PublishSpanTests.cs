using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.Tests.Tracing;

/// <summary>A message whose trace nobody keeps is published in that trace all the same, so that logs about it can name it.</summary>
public sealed class PublishSpanTests
{
    [Theory]
    [InlineData(ActivityTraceFlags.None, 0)]
    [InlineData(ActivityTraceFlags.Recorded, 7)]
    public void Start_OfAMessageThatWasJustCommitted_IsInItsTraceAndKeptAsThatIs(ActivityTraceFlags flags, int attributes)
    {
        using var tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource(Instruments.Source.Name)
            .SetSampler(new ParentBasedSampler(new AlwaysOnSampler()))
            .Build();
        var local = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags);
        var message = new OutboxMessage(Guid.CreateVersion7(), Guid.CreateVersion7(), "ORDER_CREATED", "{}", local, DateTimeOffset.UnixEpoch);

        using var span = PublishSpan.Start(message, "saga");

        Assert.NotNull(span);
        Assert.Equal((local.TraceId, local.SpanId, flags), (span.TraceId, span.ParentSpanId, span.ActivityTraceFlags));
        Assert.Equal(attributes, span.TagObjects.Count());
    }
}
