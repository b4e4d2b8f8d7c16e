using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using static Microsoft.Playwright.Assertions;

namespace OrderSaga.Tests.Browser;

/// <summary>What holds for each page: WCAG as far as axe can tell, light and dark, wide and narrow; the keyboard; the first paint.</summary>
public sealed class EveryPageTests(SagaApplication application, Chromium chromium) : BrowserTest(application, chromium)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "", "Sagas" },
        { "?status=PENDING&user=nobody-at-all", "Sagas" },
        { "saga", "Saga" },
        { "system", "System" },
        { "dead-letters", "Dead letters" },
        { "stock", "Stock and accounts" },
        { "chaos", "Break it" },
        { "no-such-page", "There is nothing here" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_LightAndDarkWideAndNarrow_IsAccessible(string path, string title)
    {
        var page = await OpenAsync(path == "saga" ? await DeclinedSagaAsync() : path);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(title);
        await Expect(page.GetByText("Asking ")).ToHaveCountAsync(0);
        if (await page.GetByText("Place many").IsVisibleAsync())
        {
            await page.GetByText("Place many").ClickAsync();
        }

        foreach (var width in new[] { 1280, 390 })
        {
            await page.SetViewportSizeAsync(width, 900);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                var found = await page.RunAxe();
                Assert.Empty(found.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{width} {scheme} {violation.Id}: {violation.Help} {node.Html}")));
            }

            Assert.Equal("", await page.EvaluateAsync<string>(TooWide));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_ByKeyboardAlone_StartsWithASkipLinkAndShowsTheFocus(string path, string title)
    {
        var page = await OpenAsync(path == "saga" ? await DeclinedSagaAsync() : path);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(title);
        var first = page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" });
        await first.FocusAsync();
        await Expect(first).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();
        await first.FocusAsync();

        for (var i = 0; i < 12; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>(FocusIsVisible), $"Focus is not visible after {i + 1} tabs on '{path}'.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_FirstPaint_DoesNotWaitForAnyService(string path, string title)
    {
        var page = await OpenAsync(path == "saga" ? await DeclinedSagaAsync() : path);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(title);
        await page.WaitForFunctionAsync("() => performance.getEntriesByName('first-contentful-paint').length > 0");
        var paint = await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime");
        TestContext.Current.AddAttachment("first contentful paint", $"{paint:0} ms");

        // A second on a person's machine; this one may share two cores with the servers of the whole application.
        Assert.InRange(paint, 0, 5000);
    }

    /// <summary>What makes the page scroll sideways.</summary>
    private const string TooWide =
        """
        () => document.documentElement.scrollWidth <= innerWidth ? '' :
          [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 80)).join('\n')
        """;

    private const string FocusIsVisible =
        """
        () => {
          const element = document.activeElement;
          if (element === document.body) return true;
          const style = getComputedStyle(element);
          return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        }
        """;

    private async Task<string> DeclinedSagaAsync()
    {
        var shop = new Shop(Application);
        var order = await shop.PlaceAsync(await shop.AddAccountAsync(1m), await shop.AddItemAsync(10), price: 2m);
        await shop.SettledAsync(order.Id);
        return $"sagas/{order.Id}";
    }
}
