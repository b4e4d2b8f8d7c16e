using Microsoft.Playwright;
using OrderSaga.Tests.AppHost;
using OrderSaga.Tests.Fixture;
using static Microsoft.Playwright.Assertions;

namespace OrderSaga.Tests.Browser;

/// <summary>Makes the pictures of Aspire's dashboard anew, when asked to: <c>SCREENSHOTS=docs/images ./test Screenshots</c>.</summary>
public sealed class DashboardScreenshots(Chromium chromium)
{
    [Fact]
    public async Task Dashboard_OfOneOrder_IsWrittenToTheDocumentation()
    {
        Assert.SkipWhen(Screenshots.Folder is null, "Set SCREENSHOTS to the folder that the pictures go to.");
        await using var appHost = AppHostProcess.Run();

        // The first order of a process takes longer: its code is compiled meanwhile.
        await appHost.SettledOrderAsync();
        var traceId = await appHost.SettledOrderAsync();
        var dashboard = appHost.FindService("Aspire.Dashboard")!;

        var browser = await chromium.GetAsync();
        await using var context = await browser.NewContextAsync(new()
        {
            BaseURL = dashboard.ToString(),
            ViewportSize = new() { Width = 1440, Height = 860 },
            ColorScheme = ColorScheme.Light,
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync($"login?t={AppHostProcess.BrowserToken}");
        await Expect(page.GetByText("payment-service").First).ToBeVisibleAsync();
        await Expect(page.GetByText("Starting")).ToHaveCountAsync(0);
        await TakeAsync(page, "dashboard-resources");

        await page.GotoAsync($"traces/detail/{traceId}");
        await Expect(page.GetByText("POST /orders").First).ToBeVisibleAsync();
        await TakeAsync(page, "dashboard-trace");
    }

    private static Task TakeAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots.Folder!, name + ".png"), Caret = ScreenshotCaret.Hide });
}
