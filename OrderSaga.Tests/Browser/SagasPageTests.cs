using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using static Microsoft.Playwright.Assertions;

namespace OrderSaga.Tests.Browser;

public sealed class SagasPageTests(SagaApplication application, Chromium chromium) : BrowserTest(application, chromium)
{
    [Fact]
    public async Task Preset_Confirmed_IsSeenToBeConfirmedWithoutReload()
    {
        var page = await OpenAsync("");
        await page.MarkAsync();
        await page.Button("Confirmed").ClickAsync();
        var row = page.RowOf(await page.PlacedAsync());
        await Expect(row).ToContainTextAsync("CONFIRMED");
        await page.AssertNotReloadedAsync();
    }

    [Theory]
    [InlineData("Payment declined", "insufficient funds")]
    [InlineData("Out of stock", "out of stock")]
    public async Task Preset_BoundToFail_IsCancelledWithItsReason(string preset, string reason)
    {
        var page = await OpenAsync("");
        await page.Button(preset).ClickAsync();
        var row = page.RowOf(await page.PlacedAsync());
        await Expect(row).ToContainTextAsync("CANCELLED");
        await Expect(row).ToContainTextAsync(reason);
    }
}
