using OrderSaga.Contracts.Http;

namespace OrderSaga.Bench;

/// <summary>One run: load, settle, verify, and what it took.</summary>
internal static class Measurement
{
    // Postgres and the services report what they counted about once a second.
    private static readonly TimeSpan CountersLag = TimeSpan.FromSeconds(2.5);

    // At a fixed rate what is asked for is the steady state: not the opening of connections, nor the burst of traces that the sampler
    // lets through at first.
    private static readonly TimeSpan RampUp = TimeSpan.FromSeconds(3);

    /// <param name="target">Warmed up.</param>
    /// <param name="mix">Who orders what.</param>
    /// <param name="orders">How many. At a <paramref name="rate"/> as many again as come in the ramp-up, whose latency is not counted.</param>
    /// <param name="clients">Clients at full speed; no matter at a <paramref name="rate"/>.</param>
    /// <param name="rate">Orders a second, or 0 for as many as go.</param>
    public static async Task<Figures> RunAsync(ITarget target, Mix mix, int orders, int clients, double rate)
    {
        var shop = Shop.Unique(target.Services, mix);
        await shop.StockAsync();
        await Settlement.WaitAsync(target.Services, TimeSpan.FromMinutes(5));
        await Task.Delay(CountersLag, TimeProvider.System);

        var countersBefore = await target.ReadCountersAsync();
        var cpuBefore = ProcessorTime.Read();
        var posted = orders + (int)(rate * RampUp.TotalSeconds);
        var disk = rate > 0 ? DiskProbe.Start() : null;
        double posting;
        await using (disk)
        {
            posting = rate > 0
                ? await MeasuredLoad.AtRateAsync(target.Services, shop, posted, rate)
                : await MeasuredLoad.AtFullSpeedAsync(target.Services, shop, posted, clients);
            await Settlement.WaitAsync(target.Services, TimeSpan.FromMinutes(10));
        }

        var cpuAfter = ProcessorTime.Read();
        await Task.Delay(CountersLag, TimeProvider.System);
        var countersAfter = await target.ReadCountersAsync();

        var read = await Settlement.ReadAsync(target.Services, posted);
        await Settlement.VerifyAsync(target.Services, shop, read);
        return Of([.. read.Take(orders)], posted / posting) with
        {
            CpuMicroseconds = cpuAfter.ToDictionary(
                part => part.Key, part => (part.Value - cpuBefore.GetValueOrDefault(part.Key)) * 1e6 / posted),
            Servers = countersBefore is null || countersAfter is null ? null : Of(countersAfter.Since(countersBefore), posted),
            SlowestFlush = disk?.Slowest,
        };
    }

    private static Figures Of(IReadOnlyList<OrderView> orders, double postsPerSecond)
    {
        var seconds = (orders.Max(order => order.UpdatedAt) - orders.Min(order => order.CreatedAt)).TotalSeconds;
        var latencies = orders.Select(order => (order.UpdatedAt - order.CreatedAt).TotalMilliseconds).Order().ToArray();
        return new Figures(orders.Count / seconds, postsPerSecond, At(50), At(95), At(99), new Dictionary<string, double>(), null);

        double At(int percent) => latencies[Math.Min(latencies.Length - 1, latencies.Length * percent / 100)];
    }

    private static ServerFigures Of(Counters counters, double orders) => new(
        counters.Commits / orders,
        counters.WalBytes / orders,
        counters.Fsyncs / orders,
        counters.Published / orders,
        counters.Batches > 0 ? counters.Handled / counters.Batches : 0);
}
