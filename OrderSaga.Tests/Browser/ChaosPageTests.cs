using Microsoft.Playwright;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using static Microsoft.Playwright.Assertions;

namespace OrderSaga.Tests.Browser;

public sealed class ChaosPageTests(SagaApplication application, Chromium chromium) : BrowserTest(application, chromium)
{
    [Fact]
    public async Task Payment_StoppedFromThePage_OrdersWaitUnderABannerAndFinishOnceItGoesOn()
    {
        var shop = new Shop(Application);
        var (user, item) = (await shop.AddAccountAsync(10m), await shop.AddItemAsync(10));
        var page = await OpenAsync("chaos");
        var payment = page.Part("Payment");
        await using var calmAgain = new Mischief(Application.Payment);
        await payment.GetByRole(AriaRole.Button, new() { Name = "Stop it taking messages" }).ClickAsync();
        await Expect(page.GetByText("payment-service takes no messages")).ToBeVisibleAsync();

        var saga = await OpenAsync($"sagas/{(await shop.PlaceAsync(user, item)).Id}");
        await Expect(saga.GetByText("Broken on purpose:")).ToBeVisibleAsync();
        await Expect(saga.GetByText("PAYMENT_SUCCESS, awaited")).ToBeVisibleAsync();

        await payment.GetByRole(AriaRole.Button, new() { Name = "Let it take messages again" }).ClickAsync();
        await Expect(saga.Locator(".summary")).ToContainTextAsync("CONFIRMED");
        await Expect(saga.GetByText("Broken on purpose:")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Payment_KilledFromThePage_TellsHowToBringItBackAndAnOrderMeantToBeConfirmedIs()
    {
        var page = await OpenAsync("chaos");
        var payment = page.Part("Payment");
        IPage sagas;
        Guid placed;
        try
        {
            await payment.GetByRole(AriaRole.Button, new() { Name = "Kill the process" }).ClickAsync();
            await Expect(payment.GetByText("payment-service is down.")).ToBeVisibleAsync();
            await Expect(payment.Locator(".ways")).ToContainTextAsync("tart");

            // Opened after Payment has gone: there is nobody to ask for accounts.
            sagas = await OpenAsync("");
            await Expect(sagas.GetByText("payment-service does not answer.")).ToBeVisibleAsync();
            await sagas.Button("Confirmed").ClickAsync();
            placed = await sagas.PlacedAsync();
            await Expect(sagas.RowOf(placed)).ToContainTextAsync("PENDING");
        }
        finally
        {
            await Application.WaitUntilStoppedAsync("payment-service");
            await Application.StartAsync("payment-service");
        }

        await Expect(payment.GetByText("as it should be")).ToBeVisibleAsync();
        await Expect(sagas.RowOf(placed)).ToContainTextAsync("CONFIRMED");
        await Expect(sagas.GetByText("payment-service does not answer.")).ToHaveCountAsync(0);
    }
}
