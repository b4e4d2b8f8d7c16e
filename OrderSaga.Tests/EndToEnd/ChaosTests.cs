using System.Net.Http.Json;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.EndToEnd;

/// <summary>What the page's "Break it" does to a service, and how the system heals.</summary>
public sealed class ChaosTests(SagaApplication application)
{
    [Fact]
    public async Task Pause_OrdersWaitInTheQueue_ResumeSettlesThem()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(100));
        await using var broker = await Broker.ConnectAsync(application);
        await using var payment = new Mischief(application.Payment);
        await payment.PauseAsync(true);

        await shop.PlaceManyAsync(20, clients: 4, _ => (user, item, 1, 1m));
        await application.EventuallyAsync(async () => await broker.CountAsync("payment-service") >= 20, "the messages wait in the queue");

        Assert.All(await Task.WhenAll(shop.Placed.Select(shop.GetAsync)), order => Assert.Equal("PENDING", order.Status));
        var health = await application.Payment.GetStringAsync("/health");
        Assert.StartsWith("""{"status":"Degraded""", health, StringComparison.Ordinal);
        Assert.Contains("on purpose: takes no messages since", health, StringComparison.Ordinal);
        using var alive = await application.Payment.GetAsync("/alive");
        Assert.True(alive.IsSuccessStatusCode);

        await payment.PauseAsync(false);
        Assert.All(await Audit.SettlesAndHoldsAsync(shop), order => Assert.Equal("CONFIRMED", order.Status));
    }

    [Fact]
    public async Task Pause_MoreOftenThanTheDeliveryLimit_BurnsNoDelivery()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(1000m), await shop.AddItemAsync(1000));
        await using var broker = await Broker.ConnectAsync(application);
        await using var payment = new Mischief(application.Payment);

        // Long enough for all the pauses to find the messages in hand, none of which may be given back.
        await payment.DisturbHandlerAsync(failRate: 0, delayMs: 3000);
        await shop.PlaceManyAsync(20, clients: 4, _ => (user, item, 1, 1m));
        await application.EventuallyAsync(
            async () => (await shop.GetAsync(shop.Placed[^1])).Inventory == "RESERVED" && await broker.CountAsync("payment-service") == 0,
            "Payment has the messages in hand");
        for (var i = 0; i < 25; i++)
        {
            await payment.PauseAsync(true);
            await payment.PauseAsync(false);
        }

        await payment.DisturbHandlerAsync(0);
        Assert.All(await Audit.SettlesAndHoldsAsync(shop), order => Assert.Equal("CONFIRMED", order.Status));
        Assert.Equal(0, await ParkedAsync());
    }

    [Fact]
    public async Task Pause_BrokerRestarts_StaysPaused()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(100));
        await using var payment = new Mischief(application.Payment);
        await payment.PauseAsync(true);
        await application.RestartAsync("messaging");
        await shop.PlaceAsync(user, item);
        await application.EventuallyAsync(
            async () => (await shop.GetAsync(shop.Placed[0])).Inventory == "RESERVED", "the order has come to Payment");

        await using (var broker = await Broker.ConnectAsync(application))
        {
            await application.EventuallyAsync(async () => await broker.CountAsync("payment-service") >= 1, "its message waits in the queue");
        }

        await payment.PauseAsync(false);
        Assert.All(await Audit.SettlesAndHoldsAsync(shop), order => Assert.Equal("CONFIRMED", order.Status));
    }

    [Fact]
    public async Task FailEveryMessage_ParkedAsOnPurpose_ReplaySettles()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(100));
        await using var payment = new Mischief(application.Payment);
        await payment.DisturbHandlerAsync(failRate: 1);
        await shop.PlaceManyAsync(3, clients: 1, _ => (user, item, 1, 1m));

        await application.EventuallyAsync(async () => await ParkedAsync() >= 3, "the messages are parked");
        var parked = (await application.Payment.GetFromJsonAsync<DeadLetterPage>("/dead-letters"))!;
        Assert.All(parked.Items, letter => Assert.Contains("on purpose", letter.Reason, StringComparison.Ordinal));
        Assert.All(parked.Items, letter => Assert.Equal(typeof(ChaosException).FullName, letter.ExceptionType));
        Assert.All(parked.Items, letter => Assert.Equal(5, letter.Attempts));
        Assert.All(await Task.WhenAll(shop.Placed.Select(shop.GetAsync)), order => Assert.Equal("PENDING", order.Status));

        await payment.DisturbHandlerAsync(0);
        using var replay = await application.Payment.PostAsJsonAsync("/dead-letters/replay", new ReplayRequest(null));
        replay.EnsureSuccessStatusCode();
        Assert.All(await Audit.SettlesAndHoldsAsync(shop), order => Assert.Equal("CONFIRMED", order.Status));

        // A re-drive may have been under way, and parked, while the failures were on.
        using var purge = await application.Payment.DeleteAsync("/dead-letters");
        purge.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task DropTheNext_TheMonitorHeals()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(100));
        await using var inventory = new Mischief(application.Inventory);
        await inventory.DisturbRelayAsync(dropNext: 3);

        await shop.PlaceManyAsync(3, clients: 1, _ => (user, item, 1, 1m));

        var orders = await Audit.SettlesAndHoldsAsync(shop);
        Assert.All(orders, order => Assert.Equal("CONFIRMED", order.Status));
        Assert.All(orders, order => Assert.True(order.Attempts > 0));
        Assert.Equal(ChaosView.Calm, await inventory.GetAsync());
    }

    [Fact]
    public async Task DuplicateTheNext_NoDoubleEffect()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(100));
        await using var inventory = new Mischief(application.Inventory);
        await using var broker = await Broker.ConnectAsync(application);
        var tap = await broker.TapAsync();
        await inventory.DisturbRelayAsync(duplicateNext: 3);

        await shop.PlaceManyAsync(3, clients: 1, _ => (user, item, 1, 1m));

        Assert.All(await Audit.SettlesAndHoldsAsync(shop), order => Assert.Equal("CONFIRMED", order.Status));
        Assert.Equal(ChaosView.Calm, await inventory.GetAsync());

        var seen = new HashSet<string>();
        for (var doubles = 0; doubles < 3;)
        {
            doubles += seen.Add((await broker.StealAsync(application, tap)).BasicProperties.MessageId!) ? 0 : 1;
        }

        var timeline = (await application.Orders.GetFromJsonAsync<List<TimelineEntry>>($"/orders/{shop.Placed[0]}/timeline"))!;
        Assert.Equal(3, timeline.Count);
    }

    [Fact]
    public async Task Crash_ProcessIsGone_RestartSettlesWhatWaits()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(100));
        var payment = new Mischief(application.Payment);
        await payment.CrashAsync();
        try
        {
            await shop.PlaceManyAsync(5, clients: 1, _ => (user, item, 1, 1m));
            Assert.All(await Task.WhenAll(shop.Placed.Select(shop.GetAsync)), order => Assert.Equal("PENDING", order.Status));
        }
        finally
        {
            await application.WaitUntilStoppedAsync("payment-service");
            await application.StartAsync("payment-service");
        }

        Assert.All(await Audit.SettlesAndHoldsAsync(shop), order => Assert.Equal("CONFIRMED", order.Status));
        Assert.Equal(ChaosView.Calm, await payment.GetAsync());
    }

    private async Task<long> ParkedAsync() => (await application.Payment.GetFromJsonAsync<DeadLetterPage>("/dead-letters"))!.Total;
}
