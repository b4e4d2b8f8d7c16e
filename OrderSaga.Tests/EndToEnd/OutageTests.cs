using System.Net;
using System.Net.Http.Json;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.EndToEnd;

/// <summary>Parts of the system go away while orders flow, and come back. Nothing accepted is lost, everything settles, all adds up.</summary>
public sealed class OutageTests(SagaApplication application)
{
    [Theory]
    [InlineData("inventory-service")]
    [InlineData("payment-service")]
    public async Task ServiceStopped_OrdersPlacedMeanwhile_SettleOnceItIsBack(string service)
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(1000m), await shop.AddItemAsync(1000));
        await application.StopAsync(service);
        try
        {
            await shop.PlaceManyAsync(50, clients: 8, _ => (user, item, 1, 1m));
            Assert.All(await Task.WhenAll(shop.Placed.Select(shop.GetAsync)), order => Assert.Equal("PENDING", order.Status));
        }
        finally
        {
            await application.StartAsync(service);
        }

        // Everybody had stock and money, and the outage was shorter than Saga:GiveUpAfter: it cancelled nothing.
        Assert.All(await Audit.SettlesAndHoldsAsync(shop), order => Assert.Equal("CONFIRMED", order.Status));
    }

    [Fact]
    public async Task OrderServiceKilled_AcceptedOrders_AreNotLost()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(1000m), await shop.AddItemAsync(1000));
        await shop.PlaceManyAsync(100, clients: 16, _ => (user, item, 1, 1m));

        // Right after the last answer: events are still on their way out of the outbox.
        await application.KillAsync("order-service");
        await application.StartAsync("order-service");

        Assert.All(await Audit.SettlesAndHoldsAsync(shop), order => Assert.Equal("CONFIRMED", order.Status));
    }

    [Theory]
    [InlineData("inventory-service")]
    [InlineData("payment-service")]
    [InlineData("messaging")]
    [InlineData("postgres")]
    public async Task PartKilledUnderLoad_EverythingSettlesAndAddsUp(string part)
    {
        var shop = await MixedShopAsync();
        var load = LoadAsync(shop, orders: 300);

        await application.KillAsync(part);
        await application.StartAsync(part);

        await load;
        Assert.Equal(300, (await Audit.SettlesAndHoldsAsync(shop)).Count);
        foreach (var service in new[] { application.Orders, application.Inventory, application.Payment })
        {
            await application.EventuallyAsync(
                async () => (await service.GetStringAsync("/health")).StartsWith("""{"status":"Healthy""", StringComparison.Ordinal),
                "each service is healthy again, not merely degraded");
        }
    }

    [Fact]
    public async Task BrokerStopped_OrdersAreStillAcceptedAndSettleOnceItIsBack()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(1000m), await shop.AddItemAsync(1000));
        await application.StopAsync("messaging");
        try
        {
            await shop.PlaceManyAsync(50, clients: 8, _ => (user, item, 1, 1m));
            using var health = await application.Orders.GetAsync("/health");
            var report = await health.Content.ReadAsStringAsync();
            Assert.StartsWith("""{"status":"Degraded""", report, StringComparison.Ordinal);
            Assert.Contains("order-service relay: away since 20", report, StringComparison.Ordinal);
            Assert.Contains("order-service consumer: away since 20", report, StringComparison.Ordinal);
            Assert.True(health.IsSuccessStatusCode);
        }
        finally
        {
            await application.StartAsync("messaging");
        }

        Assert.All(await Audit.SettlesAndHoldsAsync(shop), order => Assert.Equal("CONFIRMED", order.Status));
    }

    [Fact]
    public async Task DatabaseReadOnly_WritesAreRefusedNothingIsParkedAndAllSettlesOnceItIsWritable()
    {
        const string Database = "inventory-db";
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(1000m), await shop.AddItemAsync(1000));
        await TestDatabase.SetReadOnlyAsync(application, Database, isReadOnly: true);
        try
        {
            await shop.PlaceManyAsync(50, clients: 8, _ => (user, item, 1, 1m));
            using var refused = await application.Inventory.PutAsJsonAsync($"/stock/{item}", new SetStockRequest(1));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            await application.EventuallyAsync(
                async () =>
                {
                    using var health = await application.Inventory.GetAsync("/health");
                    var report = await health.Content.ReadAsStringAsync();
                    return report.Contains("takes no writes since 20", StringComparison.Ordinal)
                        && report.Contains("consumer retries since 20", StringComparison.Ordinal);
                },
                "health says why nothing moves");
        }
        finally
        {
            await TestDatabase.SetReadOnlyAsync(application, Database, isReadOnly: false);
        }

        Assert.All(await Audit.SettlesAndHoldsAsync(shop), order => Assert.Equal("CONFIRMED", order.Status));
        Assert.Equal(0, (await application.Inventory.GetFromJsonAsync<DeadLetterPage>("/dead-letters"))!.Total);
    }

    private async Task<Shop> MixedShopAsync()
    {
        var shop = new Shop(application);
        await shop.AddAccountAsync(10_000m, "rich");
        await shop.AddAccountAsync(5m, "poor");
        await shop.AddItemAsync(10_000, "plenty");
        await shop.AddItemAsync(20, "scarce");
        return shop;
    }

    /// <summary>Goes on through refusals and broken connections: a client of a part that is away tries again until it is answered.</summary>
    private static Task LoadAsync(Shop shop, int orders)
    {
        var (users, items) = (shop.Deposited.Keys.ToArray(), shop.Stocked.Keys.ToArray());
        return shop.PlaceManyPersistentlyAsync(orders, clients: 16, i => (users[i % 5 == 0 ? 1 : 0], items[i % 4 == 0 ? 1 : 0], 1 + (i % 2), 1m));
    }
}
