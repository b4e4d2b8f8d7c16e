using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Tracing;

/// <summary>What goes on by itself, whether there are orders or not, makes no traces.</summary>
public sealed class QuietTests(SagaApplication application)
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Idle_ProbesSweepsAndTicks_MakeNoSpans()
    {
        var receiver = await application.GetTelemetryAsync();
        await Task.Delay(LongEnough / 3, TimeProvider.System, TestContext.Current.CancellationToken);
        var before = receiver.Spans.Select(span => span.SpanId).ToHashSet();

        // Long enough for several sweeps and ticks of the monitor; what is watched for has no event to wait for.
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < LongEnough)
        {
            foreach (var client in new[] { application.Orders, application.Inventory, application.Payment, application.Web })
            {
                using var health = await client.GetAsync("/health");
                using var alive = await client.GetAsync("/alive");
            }
        }

        Assert.Empty(receiver.Spans.Where(span => !before.Contains(span.SpanId)).Select(span => $"{span.Service} {span.Scope} {span.Name}"));
    }

    [Fact]
    public async Task Spans_AnyOfThisRun_AreOfOneSetAHop()
    {
        var receiver = await application.GetTelemetryAsync();

        Assert.DoesNotContain(receiver.Spans, span => span.Scope.StartsWith("RabbitMQ.Client", StringComparison.Ordinal));
        Assert.DoesNotContain(receiver.Spans, span => span.IsDatabase && span.ParentId is null);
    }
}
