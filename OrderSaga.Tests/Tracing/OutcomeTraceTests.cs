using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Tracing;

/// <summary>One order, each way a saga can end: its whole trace.</summary>
public sealed class OutcomeTraceTests(SagaApplication application)
{
    [Fact]
    public async Task Trace_Confirmed_IsOneTree()
    {
        var shop = new Shop(application);
        var accepted = await shop.PlaceAsync(await shop.AddAccountAsync(100m), await shop.AddItemAsync(5));

        await TraceWatch.LooksLikeAsync(
            application,
            await shop.SettledAsync(accepted.Id),
            """
            order-service: POST /orders/
              order-service: place orders
              order-service: publish ORDER_CREATED
                inventory-service: process ORDER_CREATED
                  inventory-service: publish INVENTORY_RESERVED
                    order-service: process INVENTORY_RESERVED
                    payment-service: process INVENTORY_RESERVED
                      payment-service: publish PAYMENT_SUCCESS
                        order-service: process PAYMENT_SUCCESS
            """);
    }

    [Fact]
    public async Task Trace_PaymentDeclined_HoldsTheCompensation()
    {
        var shop = new Shop(application);
        var accepted = await shop.PlaceAsync(await shop.AddAccountAsync(0.5m), await shop.AddItemAsync(5));

        await TraceWatch.LooksLikeAsync(
            application,
            await shop.SettledAsync(accepted.Id),
            """
            order-service: POST /orders/
              order-service: place orders
              order-service: publish ORDER_CREATED
                inventory-service: process ORDER_CREATED
                  inventory-service: publish INVENTORY_RESERVED
                    order-service: process INVENTORY_RESERVED
                    payment-service: process INVENTORY_RESERVED
                      payment-service: publish PAYMENT_FAILED
                        inventory-service: process PAYMENT_FAILED
                          inventory-service: publish INVENTORY_REFUNDED
                            order-service: process INVENTORY_REFUNDED
                        order-service: process PAYMENT_FAILED
            """);
    }

    [Fact]
    public async Task Trace_OutOfStock_EndsAtTheRejection()
    {
        var shop = new Shop(application);
        var accepted = await shop.PlaceAsync(await shop.AddAccountAsync(100m), await shop.AddItemAsync(0));

        await TraceWatch.LooksLikeAsync(
            application,
            await shop.SettledAsync(accepted.Id),
            """
            order-service: POST /orders/
              order-service: place orders
              order-service: publish ORDER_CREATED
                inventory-service: process ORDER_CREATED
                  inventory-service: publish INVENTORY_REJECTED
                    order-service: process INVENTORY_REJECTED
            """);
    }

    [Fact]
    public async Task Trace_CancelledByTheCustomer_HoldsTheCancellationLinkedToItsRequest()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(5));
        await application.WhileStoppedAsync("payment-service", async () =>
        {
            var id = await shop.PlaceAndReserveAsync(user, item);
            using var cancel = await application.Orders.PostAsync($"/orders/{id}/cancel", null);
            cancel.EnsureSuccessStatusCode();
        });

        var order = await shop.SettledAsync(shop.Placed[0]);
        var trace = await TraceWatch.OfAsync(
            application, order, candidate => candidate.Lines.Contains("order-service: process PAYMENT_REFUNDED"));

        trace.AssertIsSound();
        Assert.Contains("order-service: publish ORDER_CANCELLED", trace.Lines);
        Assert.Contains("inventory-service: process ORDER_CANCELLED", trace.Lines);
        Assert.Contains("payment-service: process ORDER_CANCELLED", trace.Lines);
        Assert.Contains("order-service: process INVENTORY_REFUNDED", trace.Lines);
        var cancellation = Assert.Single(trace.Spans, span => span.Name == "cancel order");
        var request = await TraceWatch.LinkedAsync(application, cancellation);
        Assert.Equal("POST /orders/{id:guid}/cancel", request.Name);
        Assert.NotEqual(order.TraceId, request.TraceId);
    }
}
