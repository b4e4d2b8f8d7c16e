using System.Net;
using System.Net.Http.Json;
using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.EndToEnd;

/// <summary>One order, each way a saga can end.</summary>
public sealed class OutcomeTests(SagaApplication application)
{
    [Fact]
    public async Task Order_StockAndMoney_IsConfirmed()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(5));

        var accepted = await shop.PlaceAsync(user, item, quantity: 2, price: 12.50m);
        Assert.Equal("PENDING", accepted.Status);

        var order = Assert.Single(await Audit.SettlesAndHoldsAsync(shop));
        Assert.Equal("CONFIRMED", order.Status);
        Assert.Equal(("RESERVED", "CHARGED"), (order.Inventory, order.Payment));
        Assert.Null(order.DeadlineAt);
        Assert.Equal(accepted.CreatedAt, order.CreatedAt);
        var timeline = await TimelineAsync(order.Id);
        List<TimelineEntry> first = [.. timeline.DistinctBy(entry => entry.Type)];
        Assert.Equal([EventTypes.OrderCreated, EventTypes.InventoryReserved, EventTypes.PaymentSuccess], first.Select(entry => entry.Type));
        Assert.Equal(["order-service", "inventory-service", "payment-service"], first.Select(entry => entry.Source));

        // On a disk that stands still for seconds, the monitor has driven the order again meanwhile.
        Assert.True(timeline.Count == first.Count || order.Attempts > 0, $"{timeline.Count} entries, though the order was driven once");
    }

    [Fact]
    public async Task Order_PaymentDeclined_GivesTheStockBack()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(10m), await shop.AddItemAsync(5));

        await shop.PlaceAsync(user, item, quantity: 2, price: 12.50m);

        var order = Assert.Single(await Audit.SettlesAndHoldsAsync(shop));
        Assert.Equal(("CANCELLED", Reasons.InsufficientFunds), (order.Status, order.Reason));
    }

    [Fact]
    public async Task Order_OutOfStock_IsCancelledAndNothingCharged()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(1));

        await shop.PlaceAsync(user, item, quantity: 2);

        var order = Assert.Single(await Audit.SettlesAndHoldsAsync(shop));
        Assert.Equal(("CANCELLED", Reasons.OutOfStock), (order.Status, order.Reason));
    }

    [Fact]
    public async Task Order_UnknownItem_IsCancelled()
    {
        var shop = new Shop(application);

        await shop.PlaceAsync(await shop.AddAccountAsync(100m), "no-such-item");

        var order = Assert.Single(await Audit.SettlesAndHoldsAsync(shop));
        Assert.Equal(("CANCELLED", Reasons.UnknownItem), (order.Status, order.Reason));
    }

    [Fact]
    public async Task Order_UnknownAccount_IsCancelledAndTheStockGivenBack()
    {
        var shop = new Shop(application);

        await shop.PlaceAsync("no-such-user", await shop.AddItemAsync(5));

        var order = Assert.Single(await Audit.SettlesAndHoldsAsync(shop));
        Assert.Equal(("CANCELLED", Reasons.UnknownAccount), (order.Status, order.Reason));
    }

    [Fact]
    public async Task Order_LastPieceWantedByMany_IsSoldOnce()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(1000m), await shop.AddItemAsync(7));

        await shop.PlaceManyAsync(60, clients: 16, _ => (user, item, 1, 1m));

        var orders = await Audit.SettlesAndHoldsAsync(shop);
        Assert.Equal(7, orders.Count(order => order.Status == "CONFIRMED"));
        Assert.Equal(53, orders.Count(order => order.Reason == Reasons.OutOfStock));
    }

    [Fact]
    public async Task Order_CancelledByTheCustomerWhilePaymentIsDown_EndsCancelledWithEverythingBack()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(5));
        await application.StopAsync("payment-service");
        Guid id;
        try
        {
            id = (await shop.PlaceAsync(user, item)).Id;
            await application.EventuallyAsync(async () => (await shop.GetAsync(id)).Inventory == "RESERVED", "the stock is reserved");
            using var cancel = await application.Orders.PostAsync($"/orders/{id}/cancel", null, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, cancel.StatusCode);
            using var again = await application.Orders.PostAsync($"/orders/{id}/cancel", null, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        }
        finally
        {
            await application.StartAsync("payment-service");
        }

        var order = Assert.Single(await Audit.SettlesAndHoldsAsync(shop));
        Assert.Equal(("CANCELLED", Reasons.CustomerRequest), (order.Status, order.Reason));
    }

    [Fact]
    public async Task Cancel_DecidedOrUnknownOrder_IsRefused()
    {
        var shop = new Shop(application);
        await shop.PlaceAsync(await shop.AddAccountAsync(100m), await shop.AddItemAsync(5));
        var order = Assert.Single(await shop.AllSettledAsync());

        using var decided = await application.Orders.PostAsync($"/orders/{order.Id}/cancel", null, TestContext.Current.CancellationToken);
        using var unknown = await application.Orders.PostAsync($"/orders/{Guid.CreateVersion7()}/cancel", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Conflict, decided.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("application/problem+json", unknown.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Redrive_LostMessage_HealsBeforeTheMonitorWould()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(5));
        await using var inventory = new Mischief(application.Inventory);
        await inventory.DisturbRelayAsync(dropNext: 1);
        var id = (await shop.PlaceAsync(user, item)).Id;
        await application.EventuallyAsync(async () => (await inventory.GetAsync()).DropNext == 0, "the message is lost");

        using var redrive = await application.Orders.PostAsync($"/orders/{id}/redrive", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, redrive.StatusCode);
        Assert.Equal($"/orders/{id}", redrive.Headers.Location?.OriginalString);
        Assert.True((await redrive.Content.ReadFromJsonAsync<OrderView>(TestContext.Current.CancellationToken))!.Attempts > 0);
        Assert.Equal("CONFIRMED", Assert.Single(await Audit.SettlesAndHoldsAsync(shop)).Status);
    }

    [Fact]
    public async Task Redrive_SettledOrUnknownOrder_IsRefused()
    {
        var shop = new Shop(application);
        await shop.PlaceAsync(await shop.AddAccountAsync(100m), await shop.AddItemAsync(5));
        var order = Assert.Single(await shop.AllSettledAsync());

        using var settled = await application.Orders.PostAsync($"/orders/{order.Id}/redrive", null, TestContext.Current.CancellationToken);
        using var unknown = await application.Orders.PostAsync($"/orders/{Guid.CreateVersion7()}/redrive", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Conflict, settled.StatusCode);
        Assert.Equal("application/problem+json", settled.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(0, (await shop.GetAsync(order.Id)).Attempts);
    }

    private async Task<IReadOnlyList<TimelineEntry>> TimelineAsync(Guid id) =>
        (await application.Orders.GetFromJsonAsync<List<TimelineEntry>>($"/orders/{id}/timeline", TestContext.Current.CancellationToken))!;
}
