using OrderSaga.Contracts.Http;
using Polly;

namespace OrderSaga.Load;

/// <summary>
/// Posts each order when it is due, whether or not earlier ones are answered. An order that fails is posted again under the same
/// Idempotency-Key until it is accepted, as a client should.
/// </summary>
internal sealed class OpenLoop(HttpClient client, Shop shop, ResiliencePipeline retries, Tally tally, TimeProvider clock) : IDisposable
{
    /// <summary>Bounds the memory that a long outage takes.</summary>
    public const int MaxInFlight = 2000;

    private readonly SemaphoreSlim slots = new(MaxInFlight, MaxInFlight);

    /// <summary>Returns once <paramref name="duration"/> is over and every order is accepted.</summary>
    /// <param name="perSecond">Orders a second.</param>
    /// <param name="duration">How long orders are posted; null for no end.</param>
    /// <param name="stopping">Ends everything, orders in flight included.</param>
    public async Task RunAsync(double perSecond, TimeSpan? duration, CancellationToken stopping)
    {
        var started = clock.GetTimestamp();
        for (long i = 0; TimeSpan.FromSeconds(i / perSecond) is var due && !(due >= duration); i++)
        {
            if (due - clock.GetElapsedTime(started) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, clock, stopping);
            }

            stopping.ThrowIfCancellationRequested();
            if (slots.Wait(0, CancellationToken.None))
            {
                _ = PlaceAsync(shop.Order(i), stopping);
            }
            else
            {
                tally.Skip();
            }
        }

        for (var i = 0; i < MaxInFlight; i++)
        {
            await slots.WaitAsync(stopping);
        }
    }

    public void Dispose() => slots.Dispose();

    private async Task PlaceAsync(PlaceOrderRequest order, CancellationToken stopping)
    {
        tally.Begin();
        var key = Guid.CreateVersion7().ToString();
        try
        {
            await retries.ExecuteAsync(
                static async (post, token) => await OrderPost.SendAsync(post.client, post.order, post.key, token),
                (client, order, key),
                stopping);
            tally.Accept();
            slots.Release();
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // It stays in flight in the tally, for nobody knows whether it was accepted.
        }
    }
}
