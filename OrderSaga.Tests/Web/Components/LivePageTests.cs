using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.Web.Components.Shared;
using OrderSaga.Web.Feed;

namespace OrderSaga.Tests.Web.Components;

public sealed class LivePageTests : BunitContext
{
    [Fact]
    public async Task Stopping_AskedForAfterThePageWasLeft_SaysSo()
    {
        var clock = new FakeTimeProvider();
        Services.AddSingleton<TimeProvider>(clock);
        Services.AddSingleton(new LiveFeed(clock));
        var page = Render<AnyPage>().Instance;

        await DisposeComponentsAsync();

        Assert.True(page.IsLeft);
    }

    private sealed class AnyPage : LivePage
    {
        public bool IsLeft => Stopping.IsCancellationRequested;

        protected override Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
