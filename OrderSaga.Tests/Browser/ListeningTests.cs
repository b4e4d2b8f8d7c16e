using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Browser;

/// <summary>What the page listens to, which no more than a few browsers can tell it.</summary>
public sealed class ListeningTests(SagaApplication application, Chromium chromium) : BrowserTest(application, chromium)
{
    [Fact]
    public async Task Exchange_IsBusy_IsFollowedOnlyWhileSomebodyLooks()
    {
        await using var broker = await Broker.ConnectAsync(Application);
        var first = await OpenAsync("system");
        await first.Context.CloseAsync();
        await Until.TrueAsync(() => IsTooMuchAsync(broker), "the page has heard enough for nobody's sake");

        var page = await OpenAsync("system");
        await Until.TrueAsync(broker.IsPageListeningAsync, "the page listens for the one who looks");
        for (var i = 0; i < 20; i++)
        {
            Assert.False(await IsTooMuchAsync(broker));
        }

        await page.Context.CloseAsync();
        await Until.TrueAsync(() => IsTooMuchAsync(broker), "the page rests once nobody looks");
        await Until.TrueAsync(broker.IsPageListeningAsync, "the page listens again after a rest");
    }

    /// <summary>Publishes five hundred messages; whether some of them were not heard.</summary>
    private static async Task<bool> IsTooMuchAsync(Broker broker) =>
        (await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => broker.IsPageListeningAsync()))).Contains(false);
}
