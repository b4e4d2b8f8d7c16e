using System.Net.Http.Json;
using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Tracing;

/// <summary>Nobody answers, and the monitor gives the order up.</summary>
public sealed class GiveUpTraceTests(SagaApplication application)
{
    [Fact]
    public async Task Trace_GivenUp_HoldsTheCancellation()
    {
        await using var service = await LoneOrderService.StartAsync(
            application,
            new()
            {
                ["Saga:StepTimeout"] = "00:00:02",
                ["Saga:GiveUpAfter"] = "00:00:02",
            });
        using var response = await service.Client.PostAsJsonAsync("/orders", new PlaceOrderRequest("alice", "laptop", 1m, 1));
        var id = (await response.Content.ReadFromJsonAsync<OrderAccepted>())!.Id;
        await service.AnswerAsync(
            application,
            EventTypes.OrderCancelled,
            new InventoryRefunded(id, "laptop", 0, Reasons.Timeout),
            new PaymentRefunded(id, "alice", 0m));
        OrderView order = null!;
        await application.EventuallyAsync(
            async () => (order = (await service.Client.GetFromJsonAsync<OrderView>($"/orders/{id}"))!).Settled, "the order is settled");

        const string Expected = """
            order-service: POST /orders/
              order-service: give up order
                order-service: publish ORDER_CANCELLED
                  order-service: process INVENTORY_REFUNDED
                  order-service: process PAYMENT_REFUNDED
              order-service: place orders
              order-service: publish ORDER_CREATED
            """;
        var trace = Assert.Single(await TraceWatch.AllAsync(() => service.Spans, [order], candidate => candidate.Tree == Expected));
        Assert.Equal(Reasons.Timeout, order.Reason);
        Assert.Equal(Expected, trace.Tree);
        trace.AssertIsSound();
    }
}
