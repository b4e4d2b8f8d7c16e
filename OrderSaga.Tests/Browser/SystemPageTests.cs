using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using static Microsoft.Playwright.Assertions;

namespace OrderSaga.Tests.Browser;

public sealed partial class SystemPageTests(SagaApplication application, Chromium chromium) : BrowserTest(application, chromium)
{
    [Fact]
    public async Task System_UnderLoad_ShowsRatesDepthsDurationsAndInvariants()
    {
        var shop = new Shop(Application);
        var (user, item) = (await shop.AddAccountAsync(1000m), await shop.AddItemAsync(1000));
        var page = await OpenAsync("system");
        await shop.PlaceManyAsync(100, clients: 4, _ => (user, item, 1, 1m));

        await Expect(page.GetByRole(AriaRole.Img, new() { NameString = "Services, exchange and queues." }))
            .ToHaveAttributeAsync("aria-label", SomeRate());
        foreach (var service in Broker.Queues)
        {
            var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = service });
            await Expect(row).ToContainTextAsync("Healthy");
            await Expect(row.Locator("[data-label=Queue]")).ToHaveTextAsync(Number());
        }

        await Expect(page.Part("Durations")).ToContainTextAsync(Percentiles());
        await Expect(page.Part("Invariants").GetByText("holds").First).ToBeVisibleAsync();
        await Expect(page.Part("Invariants").GetByText("broken")).ToHaveCountAsync(0);
        await shop.AllSettledAsync();
    }

    [Fact]
    public async Task Recount_EverythingAtRest_StockAndMoneyAddUp()
    {
        var shop = new Shop(Application);
        await shop.PlaceAsync(await shop.AddAccountAsync(10m), await shop.AddItemAsync(10));
        await shop.AllSettledAsync();
        var page = await OpenAsync("system");
        var invariants = page.Part("Invariants");

        await page.Button("Recount all confirmed orders").ClickAsync();

        await Expect(invariants).ToContainTextAsync("Counted at");
        await Expect(invariants.GetByText("broken")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Outbox_BrokerStopped_ShowsWhatWaitsAndSinceWhenUntilItIsSent()
    {
        var shop = new Shop(Application);
        var (user, item) = (await shop.AddAccountAsync(10m), await shop.AddItemAsync(10));
        var page = await OpenAsync("system");
        var outbox = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "order-service" }).Locator("[data-label=Outbox]");
        var picture = page.GetByRole(AriaRole.Img, new() { NameString = "Services, exchange and queues." });
        await Expect(outbox).ToHaveTextAsync("0");

        await Application.StopAsync("messaging");
        try
        {
            await shop.PlaceManyAsync(3, clients: 3, _ => (user, item, 1, 1m));
            await Expect(outbox).ToContainTextAsync(Waiting());
            await Expect(outbox.Locator(".badge.wait")).ToBeVisibleAsync();
            await Expect(picture.Locator("text.outbox.wait").First).ToBeVisibleAsync();
        }
        finally
        {
            await Application.StartAsync("messaging");
        }

        await Expect(outbox).ToHaveTextAsync("0");
        await Expect(picture.Locator("text.outbox.wait")).ToHaveCountAsync(0);
        await shop.AllSettledAsync();
    }

    [GeneratedRegex(@"[1-9]\d* oldest \d")]
    private static partial Regex Waiting();

    [GeneratedRegex(@"Order sends (0\.)?[1-9]")]
    private static partial Regex SomeRate();

    [GeneratedRegex(@"^\d+$")]
    private static partial Regex Number();

    [GeneratedRegex(@"p50 \d.*p95 \d.*p99 \d", RegexOptions.Singleline)]
    private static partial Regex Percentiles();
}
