namespace OrderSaga.Bench;

/// <summary>
/// Whether it stays as fast as it begins: throughput on empty tables, after years of use, and with a backlog in the outbox; how fast a
/// backlog drains; and what memory the services take at full load and while what they talk to is stopped.
/// </summary>
internal sealed class Flat(Settings settings, Report report, GraphTarget target)
{
    private const double RateInAnOutage = 300;

    private static readonly Mix Spread = Mix.Find("spread");

    private readonly Dictionary<string, IReadOnlyDictionary<string, double>> memory = [];

    public async Task RunAsync()
    {
        var databases = await target.ReadDatabasesAsync();
        await MeasureAsync("empty");

        var history = new History(databases, settings.History);
        Console.WriteLine($"  filling in {settings.History:N0} settled orders");
        var fillSeconds = await history.FillAsync();
        await MeasureAsync("history");

        var count = Math.Min(settings.Backlog, settings.History);
        var backlog = new Backlog(databases, history, count);
        await backlog.HoldAsync();
        await MeasureAsync("history, backlog");
        await backlog.DropAsync();
        var together = await WatchAsync("backlog drains", backlog.PublishAsync);
        await backlog.HandleAsync();

        // The same without those who read what is published: they have the same two cores, and the queue keeps it for them.
        await target.StopAsync("web");
        await target.StopAsync("order-service");
        var alone = await WatchAsync("backlog drains, nobody reads", backlog.PublishAsync);
        await target.StartAsync("order-service");
        var handled = await WatchAsync("backlog is read", backlog.HandleAsync);
        await target.StartAsync("web");

        // The relay's own downstream is the broker: while it is away, the outbox fills.
        foreach (var downstream in new[] { "inventory-service", "payment-service", "messaging" })
        {
            await WatchAsync($"{downstream} stopped for {settings.OutageSeconds} s", () => OutageAsync(downstream));
        }

        await history.VerifyAsync();
        report.Flat = new FlatFigures(settings.History, count, fillSeconds, together, alone, handled, memory);
    }

    private async Task MeasureAsync(string load)
    {
        for (var run = 0; run < settings.Runs; run++)
        {
            var figures = await WatchAsync(
                "full load, " + load, () => Measurement.RunAsync(target, Spread, settings.Orders, settings.Clients, rate: 0));
            report.Add("shipped", load, figures);
        }
    }

    private async Task<bool> OutageAsync(string resource)
    {
        var shop = Shop.Unique(target.Services, Spread);
        await shop.StockAsync();
        await target.StopAsync(resource);
        var orders = (int)(RateInAnOutage * settings.OutageSeconds);
        await MeasuredLoad.AtRateAsync(target.Services, shop, orders, RateInAnOutage);
        await target.StartAsync(resource);
        await Settlement.WaitAsync(target.Services, TimeSpan.FromMinutes(10));
        await Settlement.VerifyAsync(target.Services, shop, await Settlement.ReadAsync(target.Services, orders));
        return true;
    }

    private async Task<T> WatchAsync<T>(string moment, Func<Task<T>> action)
    {
        var watch = Memory.Watch(memory.GetValueOrDefault(moment));
        try
        {
            return await action();
        }
        finally
        {
            await watch.DisposeAsync();
            memory[moment] = watch.Peaks;
        }
    }
}
