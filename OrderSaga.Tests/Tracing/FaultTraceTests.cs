using System.Net.Http.Json;
using Dapper;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Tracing.Otlp;

namespace OrderSaga.Tests.Tracing;

/// <summary>Something goes wrong on the way, and is healed: that too is told in the order's own trace.</summary>
public sealed class FaultTraceTests(SagaApplication application)
{
    [Fact]
    public async Task Trace_MessageLost_HoldsTheRedrive()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await using var broker = await Broker.ConnectAsync(application);
        await application.WhileStoppedAsync("inventory-service", async () =>
        {
            await shop.PlaceAsync(user, item);
            await broker.StealAsync(application, "inventory-service");
        });

        var trace = await ConfirmedAsync(shop);

        trace.AssertIsSound();
        Assert.Contains("order-service: drive order again", trace.Lines);
        var root = trace.Spans.Single(span => span.ParentId is null);
        Assert.All(trace.Spans.Where(span => span.Name == "drive order again"), redrive => Assert.Equal(root.SpanId, redrive.ParentId));
    }

    [Fact]
    public async Task Trace_ServiceDownAndBack_GoesOnWhereItStopped()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await application.WhileStoppedAsync("payment-service", () => shop.PlaceAndReserveAsync(user, item));

        (await ConfirmedAsync(shop)).AssertIsSound();
    }

    [Fact]
    public async Task Trace_OrderServiceRestarted_TheSweepPublishesInTheOrdersTrace()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await application.StopAsync("messaging");
        try
        {
            await shop.PlaceAsync(user, item);
            await application.StopAsync("order-service");
        }
        finally
        {
            await application.StartAsync("messaging");
            await application.StartAsync("order-service");
        }

        (await ConfirmedAsync(shop)).AssertIsSound();
    }

    [Fact]
    public async Task Trace_DeadLetterReplayed_StaysInTheOrdersTraceAndIsLinkedToTheRequest()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await RefuseReservationsOfAsync(item);
        await shop.PlaceAsync(user, item);
        DeadLetter? parked = null;
        await application.EventuallyAsync(
            async () => (parked = (await application.Inventory.GetFromJsonAsync<DeadLetterPage>("/dead-letters"))!.Items
                .FirstOrDefault(letter => letter.Body.Contains(item, StringComparison.Ordinal))) is not null,
            "the message is parked");
        await AllowReservationsAsync();
        using var replay = await application.Inventory.PostAsJsonAsync("/dead-letters/replay", new ReplayRequest([parked!.MessageId]));
        replay.EnsureSuccessStatusCode();

        var trace = await ConfirmedAsync(shop);
        using var purge = await application.Inventory.DeleteAsync("/dead-letters");

        trace.AssertIsSound();
        Assert.Contains("inventory-service: process ORDER_CREATED, error", trace.Lines);
        Assert.Contains("inventory-service: park ORDER_CREATED, error", trace.Lines);
        var replayed = Assert.Single(trace.Spans, span => span["messaging.operation.name"] == "replay");
        Assert.Contains(trace.Spans, span => span.ParentId == replayed.SpanId && span.Kind == SpanKind.Consumer && !span.IsError);
        Assert.Equal("POST /dead-letters/replay", (await TraceWatch.LinkedAsync(application, replayed)).Name);
    }

    [Fact]
    public async Task Trace_MessageDeliveredTwice_TheRepeatIsMarked()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await using var broker = await Broker.ConnectAsync(application);
        var tap = await broker.TapAsync();
        var accepted = await shop.PlaceAsync(user, item);
        await broker.PublishAgainAsync(await broker.StealAsync(application, tap), times: 1);

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
                inventory-service: process ORDER_CREATED, duplicate
            """);
    }

    [Fact]
    public async Task Trace_ServiceStoppedWithTheMessageInHand_TheRedeliveryIsMarked()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await using var broker = await Broker.ConnectAsync(application);
        await using var payment = new Mischief(application.Payment);

        // Longer than the stop waits for the batch in hand: it is broken off, and given back.
        await payment.DisturbHandlerAsync(failRate: 0, delayMs: 30_000);
        await shop.PlaceAndReserveAsync(user, item);
        await application.EventuallyAsync(async () => await broker.CountAsync("payment-service") == 0, "Payment has the message in hand");
        await application.RestartAsync("payment-service");

        var trace = await ConfirmedAsync(shop);

        trace.AssertIsSound();
        Assert.Contains("payment-service: process INVENTORY_RESERVED, error", trace.Lines);
        Assert.Contains("payment-service: process INVENTORY_RESERVED, redelivered", trace.Lines);
    }

    [Fact]
    public async Task Trace_DrivenAgainByHand_StaysInTheOrdersTraceAndIsLinkedToTheRequest()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await using var inventory = new Mischief(application.Inventory);
        await inventory.DisturbRelayAsync(dropNext: 1);
        var id = (await shop.PlaceAsync(user, item)).Id;
        await application.EventuallyAsync(async () => (await inventory.GetAsync()).DropNext == 0, "the message is lost");
        using var request = await application.Orders.PostAsync($"/orders/{id}/redrive", null);
        request.EnsureSuccessStatusCode();

        var trace = await ConfirmedAsync(shop);

        trace.AssertIsSound();
        var asked = Assert.Single(trace.Spans, span => span.Name == "drive order again" && span.Links.Count > 0);
        Assert.Equal("POST /orders/{id:guid}/redrive", (await TraceWatch.LinkedAsync(application, asked)).Name);
        Assert.Single(trace.Spans, span => span["ordersaga.chaos"] == "lost");
    }

    private async Task<SagaTrace> ConfirmedAsync(Shop shop)
    {
        var order = await shop.SettledAsync(Assert.Single(shop.Placed));
        Assert.Equal("CONFIRMED", order.Status);
        return await TraceWatch.OfAsync(
            application, order, candidate => candidate.Lines.Contains("order-service: process PAYMENT_SUCCESS"));
    }

    // A constraint that the message alone breaks: the attempt fails for a reason of its own, in the middle of its transaction.
    private Task RefuseReservationsOfAsync(string item) =>
        ExecuteAsync($"ALTER TABLE reservations ADD CONSTRAINT refused CHECK (item <> '{item}' ) NOT VALID");

    private Task AllowReservationsAsync() => ExecuteAsync("ALTER TABLE reservations DROP CONSTRAINT refused");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await TestDatabase.OpenAsync(application, "inventory-db");
        await connection.ExecuteAsync(sql);
    }
}
