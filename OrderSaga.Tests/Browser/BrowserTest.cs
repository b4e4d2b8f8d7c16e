using Microsoft.Playwright;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Browser;

/// <summary>
/// A person with a browser. Whatever the test looks at: nothing is asked of a foreign host, and nothing goes wrong in the page.
/// </summary>
public abstract class BrowserTest(SagaApplication application, Chromium chromium) : IAsyncDisposable
{
    /// <summary>For what takes a saga, a re-drive or a restart; the machine may be small and busy.</summary>
    private const float Patience = 30_000;

    private readonly List<IBrowserContext> contexts = [];
    private readonly List<string> foreign = [];
    private readonly List<string> errors = [];

    protected SagaApplication Application { get; } = application;

    /// <summary>Opens a page of the application and returns once it reacts.</summary>
    /// <param name="path">Relative to its root.</param>
    /// <param name="width">Of the window, in CSS pixels.</param>
    protected async Task<IPage> OpenAsync(string path, int width = 1280)
    {
        var browser = await chromium.GetAsync();
        var address = await Application.GetEndpointAsync("web");
        var context = await browser.NewContextAsync(new() { BaseURL = address.ToString(), ViewportSize = new() { Width = width, Height = 900 } });
        contexts.Add(context);
        context.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        context.Request += (_, request) => Note(foreign, new Uri(request.Url) is var url && url.Authority != address.Authority && url.Scheme.StartsWith("http", StringComparison.Ordinal), request.Url);
        var page = await context.NewPageAsync();
        page.Console += (_, message) => Note(errors, message.Type == "error" && !IsAnswerNotFound(page, message), message.Text);
        page.PageError += (_, error) => Note(errors, true, error);
        await page.GotoAsync(path);
        await page.ReadyAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            foreach (var page in contexts.SelectMany(context => context.Pages))
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"{page.Url}{Environment.NewLine}{await page.Locator("body").AriaSnapshotAsync()}");
            }
        }

        foreach (var context in contexts)
        {
            await context.DisposeAsync();
        }

        // In full: Assert.Empty would cut each of them after its first words.
        Assert.True(foreign.Count == 0, string.Join(Environment.NewLine, foreign.Prepend("Asked of foreign hosts:")));
        Assert.True(errors.Count == 0, string.Join(Environment.NewLine, errors.Prepend("Went wrong in the page:")));
    }

    // Chromium tells of a page that was answered 404, as one should be that does not exist.
    private static bool IsAnswerNotFound(IPage page, IConsoleMessage message) =>
        message.Text.Contains("404", StringComparison.Ordinal) && message.Location.StartsWith(page.Url, StringComparison.Ordinal);

    private static void Note(List<string> notes, bool worthIt, string what)
    {
        if (worthIt)
        {
            lock (notes)
            {
                notes.Add(what);
            }
        }
    }
}
