using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace OrderSaga.Tests.Browser;

internal static class PageExtensions
{
    /// <summary>Until the circuit stands: before that, what is clicked is lost.</summary>
    public static Task ReadyAsync(this IPage page) => Assertions.Expect(page.Locator("main:not([aria-busy])")).ToBeAttachedAsync();

    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>A titled part of the page.</summary>
    public static ILocator Part(this IPage page, string title) => page.GetByRole(AriaRole.Region, new() { Name = title, Exact = true });

    /// <summary>Until the address ends like this.</summary>
    public static Task AtAsync(this IPage page, string end) => Assertions.Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(end) + "$"));

    /// <summary>The rows of the list of orders.</summary>
    public static ILocator Orders(this IPage page) => page.Locator("main tbody tr:has(a[href^='sagas/'])");

    /// <summary>Leaves a mark that a reload of the page would wipe off.</summary>
    public static Task MarkAsync(this IPage page) => page.EvaluateAsync("() => { window.mark = true; }");

    public static async Task AssertNotReloadedAsync(this IPage page) => Assert.True(await page.EvaluateAsync<bool>("() => window.mark === true"));

    /// <summary>The row of the list that shows this order.</summary>
    public static ILocator RowOf(this IPage page, Guid orderId) =>
        page.Orders().Filter(new() { Has = page.Locator($"a[href='sagas/{orderId}']") });

    /// <summary>The order that the form says it has placed, once it is another than the one before.</summary>
    public static async Task<Guid> PlacedAsync(this IPage page, Guid? after = null)
    {
        var link = page.GetByRole(AriaRole.Link, new() { NameString = "Watch order" });
        await Assertions.Expect(link).Not.ToHaveAttributeAsync("href", $"sagas/{after}");
        return Guid.Parse((await link.GetAttributeAsync("href"))!.Split('/')[^1]);
    }
}
