using Microsoft.Playwright;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using static Microsoft.Playwright.Assertions;

namespace OrderSaga.Tests.Browser;

public sealed class StockPageTests(SagaApplication application, Chromium chromium) : BrowserTest(application, chromium)
{
    [Theory]
    [InlineData("Stock", "Available from now on", "42", "42")]
    [InlineData("Accounts", "Balance from now on", "12.34", "12.34")]
    public async Task Amount_Changed_IsShownAtOnce(string part, string field, string typed, string shown)
    {
        var shop = new Shop(Application);
        var name = part == "Stock" ? await shop.AddItemAsync(1) : await shop.AddAccountAsync(1m);
        var page = await OpenAsync("stock");
        var section = page.Part(part);
        var find = section.GetByRole(AriaRole.Searchbox);
        var change = section.GetByRole(AriaRole.Button, new() { Name = $"Change {name}" });

        // What is painted first may be older than the row, and have no need of a search yet.
        await Expect(change.Or(find).First).ToBeVisibleAsync();
        if (await find.IsVisibleAsync())
        {
            await find.FillAsync(name);
        }

        await change.ClickAsync();
        await Expect(section.GetByLabel(field)).ToBeFocusedAsync();
        await section.GetByLabel(field).FillAsync(typed);
        await section.GetByLabel(field).PressAsync("Enter");

        await Expect(section).ToContainTextAsync($"{name} has {shown} from now on.");
        await Expect(section.GetByRole(AriaRole.Row).Filter(new() { HasText = name }).Locator("td").First).ToHaveTextAsync(shown);
    }
}
