using Microsoft.Playwright;
using OrderSaga.Tests.Browser;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace OrderSaga.Tests.Browser;

/// <summary>
/// The machine's own Chromium, one for all tests of a run and started by the first that needs it. Playwright's own build is not used:
/// it would have to be downloaded.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly Lazy<Task<IBrowser>> browser = new(StartAsync);
    private static IPlaywright? playwright;

    /// <summary>Skips the test where there is no browser.</summary>
    public Task<IBrowser> GetAsync()
    {
        Assert.SkipWhen(Find() is null, "There is no Chromium. Install the package chromium, or set CHROMIUM to the path of a Chromium or Chrome.");
        return browser.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await browser.Value).DisposeAsync();
        }

        playwright?.Dispose();
    }

    private static async Task<IBrowser> StartAsync()
    {
        playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Find(),

            // Chromium refuses to sandbox anything for root.
            ChromiumSandbox = !Environment.IsPrivilegedProcess,
        });
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } chosen)
        {
            return chosen;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
