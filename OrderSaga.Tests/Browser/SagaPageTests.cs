using Microsoft.Playwright;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using static Microsoft.Playwright.Assertions;

namespace OrderSaga.Tests.Browser;

public sealed class SagaPageTests(SagaApplication application, Chromium chromium) : BrowserTest(application, chromium)
{
    /// <summary>By how many pixels a bar is longer or shorter than its share of the axis, at the worst.</summary>
    private const string OffTheirScale =
        """
        bars => Math.max(...bars.map(bar => Math.abs(bar.getBoundingClientRect().width
          - Math.max(2, bar.parentElement.getBoundingClientRect().width * parseFloat(bar.style.width) / 100))))
        """;

    [Fact]
    public async Task Saga_PlacedFromTheForm_TellsEachMessageWithItsThreeTimes()
    {
        var page = await OpenAsync("");
        await page.Button("Confirmed").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { NameString = "Watch order" }).ClickAsync();
        var messages = page.Part("Messages").Locator("a.message");
        await Expect(messages).ToHaveCountAsync(3);
        await Expect(page.GetByText("At rest, and right.")).ToBeVisibleAsync();

        await messages.Filter(new() { HasText = "INVENTORY_RESERVED" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        var details = page.Part("INVENTORY_RESERVED");
        await Expect(details.Locator("time")).ToHaveCountAsync(4);
        await Expect(details).ToContainTextAsync("in the outbox");
        await Expect(details.GetByLabel("Body of the message")).ToContainTextAsync("\"quantity\": 1");
        await Expect(details).ToContainTextAsync("traceparent");
        await Expect(details).ToContainTextAsync("NONE → RESERVED");
    }

    [Fact]
    public async Task Saga_Declined_ShowsTheRefusalAndTheCompensation()
    {
        var shop = new Shop(Application);
        var order = await shop.PlaceAsync(await shop.AddAccountAsync(1m), await shop.AddItemAsync(10), price: 2m);
        var page = await OpenAsync($"sagas/{order.Id}");

        await Expect(page.Locator("a.message.refusal")).ToContainTextAsync("PAYMENT_FAILED");
        await Expect(page.Locator("a.message.compensation")).ToContainTextAsync("INVENTORY_REFUNDED");
        await Expect(page.GetByText("because of: insufficient funds")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Trace_OfASaga_IsDrawnWhileItGrowsAndEachSpanTellsItsAttributes()
    {
        var shop = new Shop(Application);
        var order = await shop.PlaceAsync(await shop.AddAccountAsync(10m), await shop.AddItemAsync(10));
        var page = await OpenAsync($"sagas/{order.Id}");
        await page.MarkAsync();
        var trace = page.Part("Trace");

        foreach (var span in new[] { "POST /orders", "publish ORDER_CREATED", "process ORDER_CREATED", "process PAYMENT_SUCCESS" })
        {
            await Expect(trace.GetByRole(AriaRole.Button, new() { Name = span })).ToBeVisibleAsync();
        }

        var handled = trace.GetByRole(AriaRole.Row).Filter(new() { Has = page.Button("process INVENTORY_RESERVED") }).Filter(new() { HasText = "payment-service" });
        await Expect(handled).ToContainTextAsync("payment-service");
        await Expect(handled).ToContainTextAsync("below publish ordersaga.events:INVENTORY_RESERVED");
        Assert.InRange(await trace.Locator(".took").EvaluateAllAsync<double>(OffTheirScale), 0, 1);
        await handled.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(trace).ToContainTextAsync("messaging.system");
        await page.AssertNotReloadedAsync();
    }

    [Fact]
    public async Task Trace_OfASagaHandledWithOthers_ShowsTheBatchApartBelowWhatItWasDoneFor()
    {
        var shop = new Shop(Application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(100));
        await using (var inventory = new Mischief(Application.Inventory))
        {
            // What gathers meanwhile comes in one batch.
            await inventory.PauseAsync(true);
            await shop.PlaceManyAsync(30, clients: 4, _ => (user, item, 1, 1m));
        }

        await shop.AllSettledAsync();
        var trace = (await OpenAsync($"sagas/{shop.Placed[^1]}")).Part("Trace");

        var batch = trace.Locator("tr.shared").Filter(new() { HasText = "below process ordersaga.events:ORDER_CREATED" });
        await Expect(batch).ToContainTextAsync("(shared)");
        await batch.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(trace).ToContainTextAsync("messaging.batch.message_count");
        await Expect(trace.GetByText("done once for several sagas")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Payment_KilledWhileThePageIsOpen_IsShownAsDownAndTheOrderFinishesOnceItIsBack()
    {
        var shop = new Shop(Application);
        var (user, item) = (await shop.AddAccountAsync(10m), await shop.AddItemAsync(10));
        var system = await OpenAsync("system");
        await Application.KillAsync("payment-service");
        IPage page;
        try
        {
            var kept = await shop.PlaceAsync(user, item);
            page = await OpenAsync($"sagas/{kept.Id}");
            await page.MarkAsync();
            await Expect(page.GetByText("PAYMENT_SUCCESS, awaited")).ToBeVisibleAsync();
            await Expect(page.Part("As each service tells it")).ToContainTextAsync("is down");
            await Expect(page.GetByRole(AriaRole.Timer)).ToContainTextAsync("asks again");
            await Expect(system.GetByRole(AriaRole.Row).Filter(new() { HasText = "payment-service" })).ToContainTextAsync("Down");
            await AssertCancelledAsync(await shop.PlaceAsync(user, item));
        }
        finally
        {
            await Application.StartAsync("payment-service");
        }

        await Expect(page.Locator(".summary")).ToContainTextAsync("CONFIRMED");
        await Expect(page.GetByText("At rest, and right.")).ToBeVisibleAsync();
        await page.AssertNotReloadedAsync();
        await Expect(system.GetByRole(AriaRole.Row).Filter(new() { HasText = "payment-service" })).ToContainTextAsync("Healthy");
        await shop.AllSettledAsync();
    }

    private async Task AssertCancelledAsync(OrderSaga.Contracts.Http.OrderAccepted order)
    {
        var page = await OpenAsync($"sagas/{order.Id}");
        await page.Button("Cancel the order").ClickAsync();
        await Expect(page.Locator(".summary")).ToContainTextAsync("CANCELLED");
        await Expect(page.GetByText("because of: customer request")).ToBeVisibleAsync();
        await Expect(page.Locator("a.message.compensation").First).ToContainTextAsync("ORDER_CANCELLED");
    }
}
