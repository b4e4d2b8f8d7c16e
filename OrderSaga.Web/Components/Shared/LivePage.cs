using Microsoft.AspNetCore.Components;

namespace OrderSaga.Web.Components.Shared;

/// <summary>
/// A page that keeps itself up to date. It is prerendered at once, without waiting for any service, and starts to ask when the
/// circuit stands: so the first paint never depends on a service that hangs.
/// </summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private Task loop = Task.CompletedTask;

    [Inject]
    protected TimeProvider Clock { get; set; } = null!;

    protected CancellationToken Stopping => stopping.Token;

    /// <summary>How often the page asks the services again.</summary>
    protected virtual TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <summary>Asks for everything that the page shows. Services that are down are answers, so it does not throw.</summary>
    protected abstract Task RefreshAsync(CancellationToken cancellationToken);

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
            using var timer = new PeriodicTimer(Interval, Clock);
            do
            {
                await RefreshAsync(Stopping);
                StateHasChanged();
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
