using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Tracing.Otlp;

namespace OrderSaga.Tests.Tracing;

/// <summary>Many sagas in one transaction: each keeps its own trace, and the database's spans are in none of them.</summary>
public sealed class BatchTraceTests(SagaApplication application)
{
    private const int Orders = 500;

    [Fact]
    public async Task Traces_ManyOrdersAtOnce_AreAllWhole()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(1000m), await shop.AddItemAsync(1000));

        // What gathers while it is down comes in large batches.
        await application.StopAsync("inventory-service");
        try
        {
            await shop.PlaceManyAsync(Orders, clients: 32, _ => (user, item, 1, 1m));
        }
        finally
        {
            await application.StartAsync("inventory-service");
        }

        var orders = await shop.AllSettledAsync();
        Assert.Equal(Orders, orders.Select(order => order.TraceId).Distinct().Count());
        var traces = await TraceWatch.AllAsync(
            application, orders, candidate => candidate.Lines.Contains("order-service: process PAYMENT_SUCCESS"));
        Assert.All(traces, trace => trace.AssertIsSound());

        await AssertBatchesAreTracesOfTheirOwnAsync(orders.Select(order => order.TraceId!).ToHashSet());
    }

    private async Task AssertBatchesAreTracesOfTheirOwnAsync(HashSet<string> sagas)
    {
        var spans = (await application.GetTelemetryAsync()).Spans;
        var bySpanId = spans.DistinctBy(span => span.SpanId).ToDictionary(span => span.SpanId);
        var batches = spans
            .Where(span => span.Name == "process batch inventory-service" && span.Links.Any(link => sagas.Contains(link.TraceId)))
            .ToList();
        Assert.Contains(batches, batch => batch.Links.Count > 10);
        var placements = spans.Where(span => span.Name == "place orders" && span.ParentId is null && span.Links.Any(link => sagas.Contains(link.TraceId))).ToList();
        Assert.NotEmpty(placements);
        Assert.All(placements, batch => Assert.All(batch.Links, link => Assert.Contains(new SpanLink(batch.TraceId, batch.SpanId), bySpanId[link.SpanId].Links)));
        foreach (var batch in batches)
        {
            Assert.Null(batch.ParentId);
            Assert.Equal(batch.Links.Count.ToString(), batch["messaging.batch.message_count"]);
            Assert.All(batch.Links, link => AssertIsLinkedBack(bySpanId[link.SpanId], batch));
            Assert.All(spans.Where(span => span.TraceId == batch.TraceId), span => Assert.True(span == batch || span.IsDatabase));
        }
    }

    private static void AssertIsLinkedBack(Span message, Span batch)
    {
        Assert.Equal(SpanKind.Consumer, message.Kind);
        Assert.Equal([new SpanLink(batch.TraceId, batch.SpanId)], message.Links);
    }
}
