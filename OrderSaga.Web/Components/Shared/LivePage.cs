using Microsoft.AspNetCore.Components;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Feed;

namespace OrderSaga.Web.Components.Shared;

/// <summary>
/// A page that keeps itself up to date: a few times a second while messages pass, and now and then when all is quiet. It is
/// prerendered at once, without waiting for any service, and starts to ask when the circuit stands: so the first paint never
/// depends on a service that hangs.
/// </summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    /// <summary>However many messages pass, a page is drawn again this often at the most.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource stopping = new();
    private Task loop = Task.CompletedTask;

    protected LivePage() => Stopping = stopping.Token;

    [Inject]
    protected TimeProvider Clock { get; set; } = null!;

    [Inject]
    protected LiveFeed Feed { get; set; } = null!;

    /// <summary>The page is left. What was begun on it may end after that, and still ask for this.</summary>
    protected CancellationToken Stopping { get; }

    /// <summary>How often the page asks the services again while nothing passes on the exchange.</summary>
    protected virtual TimeSpan Interval => TimeSpan.FromSeconds(1.5);

    /// <summary>Whether messages on the exchange are a reason to draw again.</summary>
    protected virtual bool FollowsFeed => true;

    /// <summary>Asks for everything that the page shows. Services that are down are answers, so it does not throw.</summary>
    protected abstract Task RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Draws one part as soon as its answer is there: a service that hangs delays nothing but its own part.</summary>
    protected async Task ShowAsync<T>(Shared<T> shared, Action<T> show, CancellationToken cancellationToken)
        where T : class
    {
        show(await shared.GetAsync(cancellationToken));
        StateHasChanged();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            loop = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Gap, Clock);
            var pacer = new Pacer(Interval, Clock);
            do
            {
                if (pacer.IsDue(FollowsFeed ? Feed.Window.Version : 0))
                {
                    await RefreshAsync(Stopping);
                    StateHasChanged();
                }
            }
            while (await timer.WaitForNextTickAsync(Stopping));
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        stopping.Dispose();
        GC.SuppressFinalize(this);
    }
}
