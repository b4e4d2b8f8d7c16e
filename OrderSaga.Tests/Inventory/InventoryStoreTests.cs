using Npgsql;
using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Inventory;

/// <summary>The handler and its SQL against a real database.</summary>
public sealed class InventoryStoreTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handle_RepeatsOfEveryState_GetTheFirstAnswerByteForByte()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        OrderCreated held = Order("laptop", 2, 10.5m), refused = Order("unicorn", 2), unknown = Order("no-such", 1);
        var over = Order("mouse", 3);
        ISagaEvent[] settled = [held, refused, unknown, Cancel(over), new PaymentFailed(Guid.CreateVersion7(), "insufficient_funds")];

        var first = await inventory.HandleAsync([over, .. settled]);
        var repeat = await inventory.HandleAsync(settled);

        Assert.Equal(first.Skip(1).Select(message => message.Payload), repeat.Select(message => message.Payload));
        Assert.Equal(new ReservationView(held.Id, "laptop", 2, "RESERVED", null), await ReservationAsync(inventory, held.Id));
        Assert.Equal(
            new ReservationView(refused.Id, "unicorn", 2, "REJECTED", "out_of_stock"), await ReservationAsync(inventory, refused.Id));
        Assert.Equal(
            new ReservationView(unknown.Id, "no-such", 1, "REJECTED", "unknown_item"), await ReservationAsync(inventory, unknown.Id));
        Assert.Equal(new ReservationView(over.Id, "mouse", 3, "RELEASED", "timeout"), await ReservationAsync(inventory, over.Id));
    }

    [Fact]
    public async Task Handle_ReleaseThatNamesNoItem_FindsItThroughTheReservation()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        var order = Order("laptop", 2);
        await inventory.HandleAsync(order);
        Assert.Equal(new StockView("laptop", 998, 2), await inventory.Queries.FindStockAsync("laptop", Cancellation));

        await inventory.HandleAsync(new PaymentFailed(order.Id, "insufficient_funds"));

        Assert.Equal(new StockView("laptop", 1000, 0), await inventory.Queries.FindStockAsync("laptop", Cancellation));
        Assert.Equal(
            new ReservationView(order.Id, "laptop", 2, "RELEASED", "insufficient_funds"), await ReservationAsync(inventory, order.Id));
    }

    [Fact]
    public async Task Handle_FirstEventsOfOneOrderOnTwoInstances_OneCollidesAndThenFindsTheOther()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        var order = Order("laptop", 1);

        var second = await inventory.WhileHandledAsync([order], () => inventory.HandleAsync(Cancel(order)));

        var fault = await Assert.ThrowsAsync<PostgresException>(() => second);
        Assert.True(DatabaseFaults.IsConflict(fault));
        var answer = Assert.Single(await inventory.HandleAsync(Cancel(order)));
        Assert.Contains("\"quantity\":1", answer.Payload);
        Assert.Equal(new StockView("laptop", 1000, 0), await inventory.Queries.FindStockAsync("laptop", Cancellation));
    }

    [Fact]
    public async Task SetStock_WhileABatchHoldsTheItem_WaitsAndKeepsWhatIsReserved()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);

        var put = await inventory.WhileHandledAsync(
            [Order("laptop", 7)], () => inventory.Queries.SetStockAsync("laptop", 50, Cancellation));

        Assert.Equal(new StockView("laptop", 50, 7), await put);
    }

    [Fact]
    public async Task Handle_ManyInstancesOnTheSameOrders_NeitherDeadlockNorLoseStock()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        await inventory.Queries.SetStockAsync("laptop", 60, Cancellation);
        OrderCreated[] orders = [.. Enumerable.Range(0, 80).Select(i => Order(i % 2 == 0 ? "laptop" : "mouse", 1 + (i % 3)))];

        await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => Task.Run(() => InstanceAsync(inventory, orders, new Random(seed)))));

        var stock = await inventory.Queries.ListStockAsync(Cancellation);
        var reservations = await Task.WhenAll(orders.Select(order => ReservationAsync(inventory, order.Id)));
        foreach (var (item, initial) in new[] { ("laptop", 60), ("mouse", 10_000) })
        {
            var held = reservations.Where(r => r is { Status: "RESERVED" } && r.Item == item).Sum(r => r!.Quantity);
            Assert.Equal(new StockView(item, initial - held, held), Assert.Single(stock, row => row.Item == item));
        }
    }

    /// <summary>Handles random batches; what two instances create at the same time is tried again, as the plumbing does.</summary>
    private static async Task InstanceAsync(InventoryDatabase inventory, OrderCreated[] orders, Random random)
    {
        for (var i = 0; i < 25; i++)
        {
            ISagaEvent[] batch =
            [
                .. random.GetItems(orders, 15).Select(order => random.Next(4) == 0 ? Cancel(order) : (ISagaEvent)order),
            ];
            while (await Record.ExceptionAsync(() => inventory.HandleAsync(batch)) is { } fault)
            {
                Assert.True(DatabaseFaults.IsConflict(fault), fault.ToString());
            }
        }
    }

    private static Task<ReservationView?> ReservationAsync(InventoryDatabase inventory, Guid orderId) =>
        inventory.Queries.FindReservationAsync(orderId, Cancellation);

    private static OrderCreated Order(string item, int quantity, decimal price = 1m) =>
        new(Guid.CreateVersion7(), "alice", item, quantity, price);

    private static OrderCancelled Cancel(OrderCreated order) => new(order.Id, order.UserId, order.Item, "timeout");
}
