using Microsoft.Extensions.Logging;

namespace OrderSaga.Load;

/// <summary>The whole of the program: stocks the shop, posts orders, reports.</summary>
internal sealed class LoadRun(Services services, Mix mix, TimeProvider clock, ILogger<LoadRun> logger)
{
    // The same names at each start, so that a page with data of earlier runs does not fill up with shops.
    private const string Prefix = "load";

    /// <summary>Returns when the load has ended or is stopped.</summary>
    public async Task RunAsync(double perSecond, TimeSpan? duration, CancellationToken stopping)
    {
        var tally = new Tally();
        var retries = Retries.Create(tally, clock);
        var shop = new Shop(services, mix, Prefix);
        using var loop = new OpenLoop(services.Order, shop, retries, tally, clock);
        using var ended = new CancellationTokenSource();
        var progress = new Progress(tally, clock, logger);
        var reporting = progress.RunAsync(ended.Token);
        try
        {
            await retries.ExecuteAsync(async token => await shop.StockAsync(token), stopping);
            await loop.RunAsync(perSecond, duration, stopping);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Whatever fails while the program stops: the last line says what is not answered.
        }

        await ended.CancelAsync();
        await reporting;
        progress.End();
    }
}
