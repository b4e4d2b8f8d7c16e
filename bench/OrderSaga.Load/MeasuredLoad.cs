using System.Diagnostics;

namespace OrderSaga.Load;

/// <summary>
/// Posts a fixed number of orders from many clients, each sending its next when the last is answered, or at a fixed rate. Nothing is
/// retried: a POST that fails makes a measurement worthless.
/// </summary>
internal static class MeasuredLoad
{
    /// <summary>Answers the seconds from the first POST to the last answer.</summary>
    public static async Task<double> AtFullSpeedAsync(Services services, Shop shop, int orders, int clients)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < orders; i = Interlocked.Increment(ref next))
            {
                await OrderPost.SendAsync(services.Order, shop.Order(i));
            }
        })));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>An open loop: each order is sent when it is due, whether or not earlier ones are answered.</summary>
    public static async Task<double> AtRateAsync(Services services, Shop shop, int orders, double perSecond)
    {
        var started = Stopwatch.GetTimestamp();
        var posts = new List<Task>(orders);
        for (var i = 0; i < orders; i++)
        {
            var wait = TimeSpan.FromSeconds(i / perSecond) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System);
            }

            posts.Add(OrderPost.SendAsync(services.Order, shop.Order(i)));
        }

        await Task.WhenAll(posts);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
