using Microsoft.Playwright;
using OrderSaga.Contracts;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using static Microsoft.Playwright.Assertions;

namespace OrderSaga.Tests.Browser;

/// <summary>Makes docs/images anew, when asked to: <c>SCREENSHOTS=docs/images ./test Screenshots</c>. It takes its orders from the page.</summary>
public sealed class Screenshots(SagaApplication application, Chromium chromium) : BrowserTest(application, chromium)
{
    internal static readonly string? Folder = Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder ? Path.GetFullPath(folder, Root()) : null;

    private const int TallEnoughForTheTrace = 1160;

    /// <summary>Where the sources lay that were compiled is nobody's business.</summary>
    private const string HidesPathsOfThisMachine = "pre[aria-label='Stack trace'] { visibility: hidden; }";

    [Fact]
    public async Task Pages_AsTheyLook_AreWrittenToTheDocumentation()
    {
        Assert.SkipWhen(Folder is null, "Set SCREENSHOTS to the folder that the pictures go to.");
        var page = await OpenAsync("");
        var confirmed = await PlaceAsync(page, "Confirmed");
        var compensated = await PlaceAsync(page, "Payment declined", confirmed);
        await PlaceAsync(page, "Out of stock", compensated);
        await page.GetByText("Place many").ClickAsync();
        await page.GetByLabel("Orders", new() { Exact = true }).FillAsync("200");
        await page.Button("Start").ClickAsync();
        await Expect(page.GetByText(" of 200 accepted …")).ToBeVisibleAsync();
        await Expect(page.Orders()).ToHaveCountAsync(50);
        await TakeAsync(page, "sagas");

        var system = await OpenAsync("system");
        await Expect(page.GetByText("200 of 200 accepted.")).ToBeVisibleAsync();
        await Expect(system.Part("Durations")).ToContainTextAsync("p99");
        await Expect(system.Part("Invariants")).ToContainTextAsync("holds");
        await TakeAsync(system, "system");

        foreach (var (order, name, step) in new[] { (confirmed, "saga-confirmed", "PAYMENT_SUCCESS"), (compensated, "saga-compensated", "PAYMENT_FAILED") })
        {
            await page.GotoAsync($"sagas/{order}");
            await page.ReadyAsync();
            await page.Part("Messages").Locator("a.message").Filter(new() { HasText = step }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Part("Trace").GetByRole(AriaRole.Button, new() { Name = $"process {step}" }).First).ToBeVisibleAsync();
            await Expect(page.GetByText("At rest, and right.")).ToBeVisibleAsync();
            await TakeAsync(page, name, height: TallEnoughForTheTrace);
        }

        await TakeDeadLettersAsync();
        foreach (var (path, title, name) in new[] { ("chaos", "Break it", "break-it"), ("stock", "Stock and accounts", "stock-and-accounts") })
        {
            var other = await OpenAsync(path);
            await Expect(other.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
            await Expect(other.GetByText("Asking ")).ToHaveCountAsync(0);
            await TakeAsync(other, name);
        }
    }

    private async Task TakeDeadLettersAsync()
    {
        await using var broker = await Broker.ConnectAsync(Application);
        await broker.PublishGarbageAsync(Routes.InventoryService, "ORDER_CREATED", """{"id":"not an id","userId":"alice"}"""u8.ToArray());
        var page = await OpenAsync("dead-letters");
        var letters = page.Part(Routes.InventoryService);
        await letters.GetByText("Body, headers and stack").ClickAsync();
        await TakeAsync(page, "dead-letters");
        await broker.PurgeAsync(Routes.DeadLetterQueue(Routes.InventoryService));
    }

    private static async Task<Guid> PlaceAsync(IPage page, string preset, Guid? before = null)
    {
        await page.Button(preset).ClickAsync();
        var order = await page.PlacedAsync(after: before);
        await Expect(page.RowOf(order).Locator(".badge")).Not.ToHaveTextAsync("PENDING");
        return order;
    }

    private static async Task TakeAsync(IPage page, string name, int height = 900)
    {
        await page.SetViewportSizeAsync(1280, height);
        await page.EvaluateAsync("() => scrollTo(0, 0)");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder!, name + ".png"), Caret = ScreenshotCaret.Hide, Style = HidesPathsOfThisMachine });
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OrderSaga.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder;
    }
}
