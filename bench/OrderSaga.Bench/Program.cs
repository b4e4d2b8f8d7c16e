using System.Diagnostics;
using OrderSaga.Bench;

// A first measure: one load against running services. ORDER INVENTORY PAYMENT are their addresses.
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: OrderSaga.Bench ORDER INVENTORY PAYMENT [orders=10000] [clients=32] [mix=spread] [rate=0]");
    return 2;
}

using var services = new Services(args[0], args[1], args[2]);
var options = args.Skip(3).Select(arg => arg.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
var orders = int.Parse(options.GetValueOrDefault("orders", "10000"));
var clients = int.Parse(options.GetValueOrDefault("clients", "32"));
var rate = double.Parse(options.GetValueOrDefault("rate", "0"));
var shop = new Shop(services, Mix.Find(options.GetValueOrDefault("mix", "spread")));
await shop.StockAsync();
await Settlement.WaitAsync(services, TimeSpan.FromMinutes(2));

var started = Stopwatch.GetTimestamp();
var posting = 0.0;
if (rate > 0)
{
    await Load.AtRateAsync(services, shop, orders, rate);
}
else
{
    posting = await Load.AtFullSpeedAsync(services, shop, orders, clients);
}

await Settlement.WaitAsync(services, TimeSpan.FromMinutes(5));
var read = await Settlement.ReadAsync(services, orders);
var first = read.Min(order => order.CreatedAt);
var last = read.Max(order => order.UpdatedAt);
var latencies = read.Select(order => (order.UpdatedAt - order.CreatedAt).TotalMilliseconds).Order().ToArray();
Console.WriteLine($"{orders / (last - first).TotalSeconds:F0} sagas/s, {(posting > 0 ? orders / posting : rate):F0} POST/s; saga latency p50 {At(50):F1} p95 {At(95):F1} p99 {At(99):F1} ms; wall {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
foreach (var group in read.GroupBy(order => (order.Status, order.Reason)))
{
    Console.WriteLine($"  {group.Key.Status} {group.Key.Reason}: {group.Count()}, re-driven: {group.Count(order => order.Attempts > 0)}");
}

await Settlement.VerifyAsync(services, shop, read);
Console.WriteLine("The at-rest equations hold.");
return 0;

double At(int percent) => latencies[Math.Min(latencies.Length - 1, latencies.Length * percent / 100)];
