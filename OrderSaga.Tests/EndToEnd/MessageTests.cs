using System.Net.Http.Json;
using System.Text;
using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.EndToEnd;

/// <summary>Messages are lost, doubled, late or nonsense.</summary>
public sealed class MessageTests(SagaApplication application)
{
    [Theory]
    [InlineData("inventory-service", EventTypes.OrderCreated)]
    [InlineData("payment-service", EventTypes.InventoryReserved)]
    public async Task EventDeletedFromAQueue_TheMonitorDrivesTheSagaAgain(string service, string type)
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await using var broker = await Broker.ConnectAsync(application);
        await application.StopAsync(service);
        try
        {
            await shop.PlaceAsync(user, item);
            var stolen = await broker.StealAsync(application, service);
            Assert.Equal(type, stolen.BasicProperties.Type);
        }
        finally
        {
            await application.StartAsync(service);
        }

        var order = Assert.Single(await Audit.SettlesAndHoldsAsync(shop));
        Assert.Equal("CONFIRMED", order.Status);
        Assert.True(order.Attempts > 0);
    }

    [Fact]
    public async Task CompensationDeletedFromTheQueue_TheMonitorDrivesItAgain()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(0m), await shop.AddItemAsync(10));
        await using var broker = await Broker.ConnectAsync(application);
        await application.StopAsync("payment-service");
        await shop.PlaceAsync(user, item);
        await application.EventuallyAsync(async () => (await shop.GetAsync(shop.Placed[0])).Inventory == "RESERVED", "the stock is reserved");
        await application.StopAsync("inventory-service");
        try
        {
            await application.StartAsync("payment-service");
            await broker.StealAsync(application, "inventory-service", EventTypes.PaymentFailed);
        }
        finally
        {
            await application.StartAsync("inventory-service");
        }

        var order = Assert.Single(await Audit.SettlesAndHoldsAsync(shop));
        Assert.Equal(("CANCELLED", Reasons.InsufficientFunds), (order.Status, order.Reason));
        Assert.True(order.Attempts > 0);
    }

    [Fact]
    public async Task EveryEventDeliveredFiveTimes_NoDoubleEffect()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await using var broker = await Broker.ConnectAsync(application);
        var tap = await broker.TapAsync();
        await shop.PlaceAsync(user, item, quantity: 2, price: 3m);
        await shop.SettledAsync(shop.Placed[0]);

        var ids = new List<Guid>();
        foreach (var type in new[] { EventTypes.OrderCreated, EventTypes.InventoryReserved, EventTypes.PaymentSuccess })
        {
            var copy = await broker.StealAsync(application, tap, type);
            ids.Add(Guid.Parse(copy.BasicProperties.MessageId!));
            await broker.PublishAgainAsync(copy, times: 4);
        }

        await BehindAsync();
        var order = Assert.Single(await Audit.SettlesAndHoldsAsync(shop));
        Assert.Equal("CONFIRMED", order.Status);
        var timeline = (await application.Orders.GetFromJsonAsync<List<TimelineEntry>>($"/orders/{order.Id}/timeline"))!;
        Assert.All(ids, id => Assert.Single(timeline, entry => entry.MessageId == id));
        Assert.True(timeline.Count == ids.Count || order.Attempts > 0, $"{timeline.Count} entries, though the order was driven once");
    }

    [Fact]
    public async Task SameEventUnderFreshIds_IsAnsweredAgainWithoutASecondEffect()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await using var broker = await Broker.ConnectAsync(application);
        var accepted = await shop.PlaceAsync(user, item, quantity: 2, price: 3m);
        await shop.SettledAsync(accepted.Id);

        // The inbox cannot know these: what holds is the business key.
        for (var i = 0; i < 4; i++)
        {
            await broker.PublishAsync(new OrderCreated(accepted.Id, user, item, 2, 3m));
            await broker.PublishAsync(new InventoryReserved(accepted.Id, user, item, 2, 3m));
        }

        await BehindAsync();
        Assert.Equal("CONFIRMED", Assert.Single(await Audit.SettlesAndHoldsAsync(shop)).Status);
    }

    [Fact]
    public async Task CancellationBeforeTheOrder_ReservesAndChargesNothing()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await using var broker = await Broker.ConnectAsync(application);
        await application.StopAsync("inventory-service");
        RabbitMQ.Client.BasicGetResult created;
        try
        {
            var id = (await shop.PlaceAsync(user, item)).Id;
            created = await broker.StealAsync(application, "inventory-service");
            using var cancel = await application.Orders.PostAsync($"/orders/{id}/cancel", null);
            cancel.EnsureSuccessStatusCode();
        }
        finally
        {
            await application.StartAsync("inventory-service");
        }

        await shop.SettledAsync(shop.Placed[0]);
        await broker.PublishAgainAsync(created, times: 1);

        await BehindAsync();
        var order = Assert.Single(await Audit.SettlesAndHoldsAsync(shop));
        Assert.Equal(("CANCELLED", Reasons.CustomerRequest), (order.Status, order.Reason));
        var reservation = await application.Inventory.GetFromJsonAsync<ReservationView>($"/reservations/{order.Id}");
        Assert.Equal(("RELEASED", 0), (reservation!.Status, reservation.Quantity));
    }

    [Fact]
    public async Task QueuesPurgedUnderLoad_EverythingSettlesAndAddsUp()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(10_000m), await shop.AddItemAsync(10_000));
        await using var broker = await Broker.ConnectAsync(application);
        var load = shop.PlaceManyAsync(300, clients: 16, _ => (user, item, 1, 1m));
        while (!load.IsCompleted)
        {
            foreach (var queue in Broker.Queues)
            {
                await broker.PurgeAsync(queue);
            }
        }

        await load;
        Assert.All(await Audit.SettlesAndHoldsAsync(shop), order => Assert.Equal("CONFIRMED", order.Status));
    }

    [Fact]
    public async Task GarbageInEveryQueue_IsParkedWithItsReasonAndHarmsNobody()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await using var broker = await Broker.ConnectAsync(application);
        foreach (var queue in Broker.Queues)
        {
            await broker.PublishGarbageAsync(queue, "NONSENSE", Encoding.UTF8.GetBytes("garbage for " + queue));
            await broker.PublishGarbageAsync(queue, EventTypes.OrderCreated, [0xFF, 0x00]);
        }

        await shop.PlaceAsync(user, item);

        Assert.Equal("CONFIRMED", Assert.Single(await Audit.SettlesAndHoldsAsync(shop)).Status);
        foreach (var service in new[] { application.Orders, application.Inventory, application.Payment })
        {
            await application.EventuallyAsync(
                async () => (await service.GetFromJsonAsync<DeadLetterPage>("/dead-letters"))!.Total == 2, "both are parked");
            var parked = (await service.GetFromJsonAsync<DeadLetterPage>("/dead-letters"))!;
            Assert.All(parked.Items, letter => Assert.Contains("message_id", letter.Reason, StringComparison.Ordinal));
            using var purge = await service.DeleteAsync("/dead-letters");
            Assert.Equal(2, (await purge.Content.ReadFromJsonAsync<DeadLetterResult>())!.Count);
        }
    }

    [Fact]
    public async Task EventOfAnOrderThatDoesNotExist_IsParked()
    {
        await using var broker = await Broker.ConnectAsync(application);

        await broker.PublishAsync(new PaymentSuccess(Guid.CreateVersion7(), "nobody", 1m));

        await application.EventuallyAsync(
            async () => (await application.Orders.GetFromJsonAsync<DeadLetterPage>("/dead-letters"))!.Total == 1, "it is parked");
        using var purge = await application.Orders.DeleteAsync("/dead-letters");
        Assert.True(purge.IsSuccessStatusCode);
    }

    /// <summary>
    /// An order placed now has settled. Queues are first in, first out, so whatever was published before it has been handled, in every
    /// service.
    /// </summary>
    private async Task BehindAsync()
    {
        var marker = new Shop(application);
        var order = await marker.PlaceAsync(await marker.AddAccountAsync(1m), await marker.AddItemAsync(1));
        await marker.SettledAsync(order.Id);
    }
}
