using Microsoft.Playwright;
using OrderSaga.Tests.Fixture;
using static Microsoft.Playwright.Assertions;

namespace OrderSaga.Tests.Browser;

/// <summary>Where the keyboard is: where the person put it, and at the top of a page that was gone to.</summary>
public sealed class FocusTests(SagaApplication application, Chromium chromium) : BrowserTest(application, chromium)
{
    [Fact]
    public async Task Focus_PageOpened_IsTakenFromNobody()
    {
        var page = await OpenAsync("");
        await page.AddInitScriptAsync(Record);
        await page.ReloadAsync();
        await page.ReadyAsync();

        Assert.Equal(["BUTTON"], await FocusedUntilAClickIsAnsweredAsync(page));
    }

    [Fact]
    public async Task Focus_ListNarrowed_StaysAtTheFilter()
    {
        var page = await OpenAsync("");
        await page.EvaluateAsync(Record);
        var filters = page.GetByRole(AriaRole.Search);

        await filters.GetByLabel("Status").FocusAsync();
        await filters.GetByLabel("Status").SelectOptionAsync("CANCELLED");
        await Expect(filters.GetByRole(AriaRole.Link)).ToHaveTextAsync("Clear");

        Assert.Equal(["SELECT", "BUTTON"], await FocusedUntilAClickIsAnsweredAsync(page));
    }

    [Fact]
    public async Task Focus_AnotherPageGoneTo_IsAtItsHeading()
    {
        var page = await OpenAsync("?status=CANCELLED");

        foreach (var title in new[] { "System", "Sagas", "Dead letters" })
        {
            await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = title })).ToBeFocusedAsync();
        }
    }

    private const string Record =
        "window.focused = []; document.addEventListener('focusin', event => window.focused.push(event.target.tagName));";

    // The circuit does one thing after another: what it did of its own accord before the click is over when the click is answered.
    private static async Task<string[]> FocusedUntilAClickIsAnsweredAsync(IPage page)
    {
        await page.Button("Confirmed").ClickAsync();
        await page.PlacedAsync();
        return await page.EvaluateAsync<string[]>("() => window.focused");
    }
}
