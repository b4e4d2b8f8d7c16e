using OrderSaga.Contracts.Http;

namespace OrderSaga.Web.Clients;

/// <summary>What many pages show at once, asked for once.</summary>
public sealed class SharedAnswers(OrderClient orders, InventoryClient inventory, PaymentClient payments, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(400);

    public Shared<Answer<OrderPage>> LatestOrders { get; } = new(token => orders.ListAsync(new OrderQuery(), token), FreshFor, clock);

    public Shared<Answer<OrderStats>> Stats { get; } = new(orders.GetStatsAsync, FreshFor, clock);

    public Shared<Answer<IReadOnlyList<StockView>>> Stock { get; } = new(inventory.GetStockAsync, FreshFor, clock);

    public Shared<Answer<IReadOnlyList<AccountView>>> Accounts { get; } = new(payments.GetAccountsAsync, FreshFor, clock);
}
