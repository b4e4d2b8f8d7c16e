using OrderSaga.Contracts.Http;
using OrderSaga.Web.Story;
using OrderSaga.Web.Watch;

namespace OrderSaga.Web.Clients;

/// <summary>What many pages show at once, asked for once.</summary>
public sealed class SharedAnswers(
    OrderClient orders,
    InventoryClient inventory,
    PaymentClient payments,
    HealthClient health,
    OutboxClient outboxes,
    ChaosClient chaos,
    BrokerProbe broker,
    TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(400);

    /// <summary>For what costs the service more than a look into one table.</summary>
    private static readonly TimeSpan CostlyFreshFor = TimeSpan.FromSeconds(1);

    public Shared<Answer<OrderPage>> LatestOrders { get; } = new(token => orders.ListAsync(new OrderQuery(), token), FreshFor, clock);

    public Shared<Answer<OrderStats>> Stats { get; } = new(orders.GetStatsAsync, CostlyFreshFor, clock);

    public Shared<Answer<IReadOnlyList<StockView>>> Stock { get; } = new(inventory.GetStockAsync, FreshFor, clock, answer => answer.IsOk);

    public Shared<Answer<IReadOnlyList<AccountView>>> Accounts { get; } = new(payments.GetAccountsAsync, FreshFor, clock, answer => answer.IsOk);

    public Shared<Answer<IReadOnlyDictionary<string, QueueDepth>>> Queues { get; } = new(broker.ReadAsync, CostlyFreshFor, clock);

    /// <summary>By the service's resource name.</summary>
    public Shared<IReadOnlyDictionary<string, ServiceHealth>> Health { get; } = new(token => AskAllAsync(health.GetAsync, token), CostlyFreshFor, clock);

    /// <summary>By the service's resource name.</summary>
    public Shared<IReadOnlyDictionary<string, Answer<OutboxView>>> Outboxes { get; } = new(token => AskAllAsync(outboxes.GetAsync, token), CostlyFreshFor, clock);

    public Shared<ChaosState> Chaos { get; } = new(token => ChaosState.ReadAsync(chaos, token), CostlyFreshFor, clock);

    private static async Task<IReadOnlyDictionary<string, T>> AskAllAsync<T>(
        Func<string, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var services = Lanes.All.Select(lane => lane.Service()).ToList();
        var answers = await Task.WhenAll(services.Select(service => ask(service, cancellationToken)));
        return services.Zip(answers).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
