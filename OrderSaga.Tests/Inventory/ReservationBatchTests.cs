using OrderSaga.Contracts.Events;
using OrderSaga.Inventory.Domain;

namespace OrderSaga.Tests.Inventory;

public sealed class ReservationBatchTests
{
    private readonly InMemoryInventory inventory = new(("laptop", 10), ("mouse", 5));

    [Fact]
    public void Apply_HotItem_IsWrittenOnceWithTheSum()
    {
        inventory.Handle(Enumerable.Range(0, 8).Select(_ => Order("laptop", 1)));

        Assert.Equal(8, inventory.Outcome.New.Count);
        Assert.Equal([new KeyValuePair<string, long>("laptop", -8)], inventory.Outcome.Stock);
        Assert.Equal((2, 8), inventory.Stock["laptop"]);
    }

    [Fact]
    public void Apply_ShortageInTheMiddle_RejectsOnlyWhatDoesNotFit()
    {
        var answers = inventory.Handle(Order("laptop", 6), Order("laptop", 5), Order("mouse", 5), Order("laptop", 4), Order("laptop", 1));

        Assert.Collection(
            answers,
            answer => Assert.IsType<InventoryReserved>(answer),
            answer => Assert.Equal("out_of_stock", Assert.IsType<InventoryRejected>(answer).Reason),
            answer => Assert.IsType<InventoryReserved>(answer),
            answer => Assert.IsType<InventoryReserved>(answer),
            answer => Assert.Equal("out_of_stock", Assert.IsType<InventoryRejected>(answer).Reason));
        Assert.Equal((0, 10), inventory.Stock["laptop"]);
        Assert.Equal((0, 5), inventory.Stock["mouse"]);
    }

    [Fact]
    public void Apply_ReleaseAheadInTheBatch_MakesRoomForTheNext()
    {
        var first = Order("laptop", 10);
        inventory.Handle(first);

        var answers = inventory.Handle(Order("laptop", 10), Cancel(first), Order("laptop", 7));

        Assert.IsType<InventoryRejected>(answers[0]);
        Assert.Equal(new InventoryRefunded(first.Id, "laptop", 10, "timeout"), answers[1]);
        Assert.IsType<InventoryReserved>(answers[2]);
        Assert.Equal((3, 7), inventory.Stock["laptop"]);
        Assert.Single(inventory.Outcome.Changed);
    }

    [Fact]
    public void Apply_DuplicatesInOneBatch_ReserveOnceAndAnswerEach()
    {
        var order = Order("laptop", 3);

        var answers = inventory.Handle(order, order, order);

        Assert.Single(answers.Distinct());
        Assert.Equal(3, answers.Count);
        Assert.Single(inventory.Outcome.New);
        Assert.Equal((7, 3), inventory.Stock["laptop"]);
    }

    [Fact]
    public void Apply_OrderAndItsCancelInOneBatch_WritesOneRowAndNoStock()
    {
        var order = Order("laptop", 3);

        inventory.Handle(order, Cancel(order));

        Assert.Equal([new Released(order.Id, "laptop", 3, "timeout")], inventory.Outcome.New);
        Assert.Empty(inventory.Outcome.Changed);
        Assert.Empty(inventory.Outcome.Stock);
    }

    [Fact]
    public void Apply_CancelAheadOfItsOrder_ReservesNothing()
    {
        var order = Order("laptop", 3);

        var answers = inventory.Handle(Cancel(order), order);

        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(new InventoryRefunded(order.Id, "laptop", 0, "timeout"), answers[1]);
        Assert.Equal((10, 0), inventory.Stock["laptop"]);
    }

    [Fact]
    public void Apply_OnlyRepeats_LeavesNothingToWrite()
    {
        var order = Order("laptop", 3);
        inventory.Handle(order);

        var answers = inventory.Handle(order);

        Assert.IsType<InventoryReserved>(Assert.Single(answers));
        Assert.True(inventory.Outcome.IsEmpty);
    }

    [Fact]
    public void Outcome_OfManyOrders_IsOrderedByKey()
    {
        OrderCreated[] orders = [Order("mouse", 1), Order("laptop", 1), Order("mouse", 1)];
        inventory.Handle(orders.Reverse());

        Assert.Equal(inventory.Outcome.New.OrderBy(state => state.OrderId), inventory.Outcome.New);
        Assert.Equal(["laptop", "mouse"], inventory.Outcome.Stock.Select(change => change.Key));
    }

    [Fact]
    public void Apply_ReleaseOfAnItemThatWasNotLoaded_Throws()
    {
        var held = new Reserved(Guid.CreateVersion7(), "alice", "laptop", 1, 1m);
        var batch = new ReservationBatch(
            new Dictionary<Guid, ReservationState> { [held.OrderId] = held }, new StockLedger(new Dictionary<string, long>()));

        Assert.Throws<InvalidOperationException>(() => batch.Apply(new PaymentFailed(held.OrderId, "insufficient_funds")));
    }

    private static OrderCreated Order(string item, int quantity) => new(Guid.CreateVersion7(), "alice", item, quantity, 10m);

    private static OrderCancelled Cancel(OrderCreated order) => new(order.Id, order.UserId, order.Item, "timeout");
}
