using System.Net.Http.Json;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.AppHost;

/// <summary>The dashboard's commands on the services, through the service that the dashboard uses.</summary>
public sealed class CommandTests(SagaApplication application)
{
    [Fact]
    public async Task PauseAndResume_Payment_HoldsAndSettlesAnOrder()
    {
        var shop = new Shop(application);
        await application.CommandAsync("payment-service", "pause");
        try
        {
            var id = await shop.PlaceAndReserveAsync(await shop.AddAccountAsync(1m), await shop.AddItemAsync(1));
            Assert.True((await application.Payment.GetFromJsonAsync<ChaosView>("/chaos"))!.Paused);

            await application.CommandAsync("payment-service", "resume");

            Assert.Equal("CONFIRMED", (await shop.SettledAsync(id)).Status);
        }
        finally
        {
            await application.CommandAsync("payment-service", "resume");
        }
    }

    [Fact]
    public async Task RetryUnsettled_OrderIsPending_IsCountedAsAnAttempt()
    {
        var shop = new Shop(application);
        await using var payment = new Mischief(application.Payment);
        await payment.PauseAsync(true);
        var id = await shop.PlaceAndReserveAsync(await shop.AddAccountAsync(1m), await shop.AddItemAsync(1));
        var before = (await shop.GetAsync(id)).Attempts;

        await application.CommandAsync("order-service", "retry-unsettled");

        Assert.True((await shop.GetAsync(id)).Attempts > before);
    }

    [Fact]
    public async Task Kill_Inventory_EndsItAndALaterStartSettlesWhatWaits()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(1m), await shop.AddItemAsync(1));

        await application.CommandAsync("inventory-service", "kill");
        await application.WaitUntilStoppedAsync("inventory-service");
        var id = (await shop.PlaceAsync(user, item)).Id;
        await application.StartAsync("inventory-service");

        Assert.Equal("CONFIRMED", (await shop.SettledAsync(id)).Status);
    }

    [Fact]
    public async Task ReplayDeadLetters_NoneThere_Succeeds() => await application.CommandAsync("inventory-service", "replay-dead-letters");

    [Fact]
    public async Task Load_StartedAndStopped_PlacesOrdersInBetween()
    {
        await application.CommandAsync("load", "start");
        try
        {
            await application.EventuallyAsync(
                async () => (await application.Orders.GetFromJsonAsync<OrderPage>("/orders?userId=load-account-1"))!.Items.Count > 0,
                "the load has placed an order");
        }
        finally
        {
            await application.StopAsync("load");
        }

        await application.EventuallyAsync(
            async () => (await application.Orders.GetFromJsonAsync<OrderStats>("/orders/stats"))!.Unsettled == 0, "every order of the load is settled");
    }
}
