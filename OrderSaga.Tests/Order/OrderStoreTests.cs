using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Order;

/// <summary>The handler and its SQL against a real database.</summary>
public sealed class OrderStoreTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handle_AWholeSagaInOneBatch_ConfirmsTheOrderAndTellsItsTimelineInOrder()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromMilliseconds(10));

        await database.HandleAsync(Reserved(order), Paid(order));

        var stored = (await database.Queries.FindAsync(order.Details.Id, Cancellation))!;
        Assert.Equal(
            (OrderStatus.Confirmed, InventoryProgress.Reserved, PaymentProgress.Charged),
            (stored.State.Status, stored.State.Inventory, stored.State.Payment));
        Assert.Equal((null, database.Clock.GetUtcNow()), (stored.DeadlineAt, stored.SettledAt));
        Assert.Equal(0, await database.CountAsync("open_orders"));

        var timeline = (await new TimelineQuery(database.Source).FindAsync(order.Details.Id, Cancellation))!;
        Assert.Equal(
            [("ORDER_CREATED", "order-service"), ("INVENTORY_RESERVED", "inventory-service"), ("PAYMENT_SUCCESS", "payment-service")],
            timeline.Select(entry => (entry.Type, entry.Source)));
        Assert.Equal(await database.ScalarAsync<Guid>("SELECT message_id FROM outbox"), timeline[0].MessageId);
        Assert.Equal("laptop", timeline[0].Payload.GetProperty("item").GetString());
        Assert.Equal(19.00m, timeline[2].Payload.GetProperty("amount").GetDecimal());
        Assert.Equal(
            new OrderStats(0, 1, 0, 0, new SagaDurations(1, 10, 10, 10)), await new StatsQuery(database.Source).ReadAsync(Cancellation));
    }

    [Fact]
    public async Task Handle_AReservation_IsWrittenToTheOrderAndMovesNoDeadline()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(1));

        await database.HandleAsync(Reserved(order));

        var stored = (await database.Queries.FindAsync(order.Details.Id, Cancellation))!;
        Assert.Equal((OrderStatus.Pending, InventoryProgress.Reserved), (stored.State.Status, stored.State.Inventory));
        Assert.Equal((order.UpdatedAt, order.DeadlineAt), (stored.UpdatedAt, stored.DeadlineAt));
        Assert.Equal("RESERVED", await database.ScalarAsync<string>("SELECT inventory FROM orders"));
    }

    [Fact]
    public async Task Handle_Compensation_StaysOpenUntilTheStockIsBack()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(4));

        await database.HandleAsync(Reserved(order), new PaymentFailed(order.Details.Id, "insufficient_funds"));

        var open = (await database.Queries.FindAsync(order.Details.Id, Cancellation))!;
        Assert.Equal((OrderStatus.Cancelled, "insufficient_funds", false), (open.State.Status, open.State.Reason, open.State.Settled));
        Assert.Equal(database.Clock.GetUtcNow().AddSeconds(5), open.DeadlineAt);
        Assert.Equal(
            open.DeadlineAt!.Value.UtcDateTime, await database.ScalarAsync<DateTime>("SELECT deadline_at FROM open_orders"));

        await database.HandleAsync(new InventoryRefunded(order.Details.Id, "laptop", 2, "insufficient_funds"));

        Assert.True((await database.Queries.FindAsync(order.Details.Id, Cancellation))!.State.Settled);
        Assert.Equal(0, await database.CountAsync("open_orders"));
    }

    [Fact]
    public async Task Handle_AnUnknownOrder_FailsTheBatchAndLeavesNothing()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        var unknown = database.New();

        await Assert.ThrowsAsync<UnknownOrderException>(() => database.HandleAsync(Paid(order), Reserved(unknown)));

        Assert.Equal(OrderStatus.Pending, (await database.Queries.FindAsync(order.Details.Id, Cancellation))!.State.Status);
        Assert.Equal(0, await database.CountAsync("order_events"));
    }

    [Fact]
    public async Task Handle_WhileTheCustomerCancels_TheFirstDecides()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));

        var paid = await database.WhileAsync(
            work => CancelAsync(work, order.Details.Id),
            async () =>
            {
                await database.HandleAsync(Paid(order));
                return true;
            });

        await paid;
        var stored = (await database.Queries.FindAsync(order.Details.Id, Cancellation))!;
        Assert.Equal((OrderStatus.Cancelled, "customer_request"), (stored.State.Status, stored.State.Reason));
    }

    [Fact]
    public async Task List_ByStatusAndUser_PagesThroughEachOnceNewestFirst()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var orders = new List<PlacedOrder>();
        for (var i = 0; i < 30; i++)
        {
            orders.AddRange(await database.PlaceAsync(database.New(i % 2 == 0 ? "alice" : "bob")));
            database.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await database.HandleAsync([.. orders.Where((_, i) => i % 3 == 0).Select(Paid)]);
        await database.HandleAsync([.. orders.Where((_, i) => i % 3 == 1).Select(order => new InventoryRejected(order.Details.Id, "laptop", "out_of_stock"))]);

        foreach (var status in new OrderStatus?[] { null, OrderStatus.Pending, OrderStatus.Confirmed, OrderStatus.Cancelled })
        {
            foreach (var user in new[] { null, "alice", "bob", "nobody" })
            {
                var expected = orders
                    .Where((order, i) => (status is null || (i % 3) == ((int)status + 2) % 3) && (user ?? order.Details.UserId) == order.Details.UserId)
                    .Select(order => order.Details.Id)
                    .Reverse();
                Assert.Equal(expected, await PageThroughAsync(database, new OrderFilter(status, user, null, 4)));
            }
        }
    }

    [Fact]
    public async Task List_NotSettled_HoldsThoseThatAreOwedSomethingWhateverTheirStatus()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var orders = new List<PlacedOrder>();
        for (var i = 0; i < 9; i++)
        {
            orders.AddRange(await database.PlaceAsync(database.New(i % 2 == 0 ? "alice" : "bob")));
            database.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await database.HandleAsync([.. orders.Take(3).Select(Paid)]);
        await database.HandleAsync([.. orders.Skip(3).Take(3).Select(order => new PaymentFailed(order.Details.Id, "insufficient_funds"))]);

        foreach (var status in new OrderStatus?[] { null, OrderStatus.Pending, OrderStatus.Confirmed, OrderStatus.Cancelled })
        {
            foreach (var user in new[] { null, "alice", "nobody" })
            {
                var expected = orders
                    .Where((order, i) => (status, i / 3) is (null, > 0) or (OrderStatus.Cancelled, 1) or (OrderStatus.Pending, 2))
                    .Where(order => (user ?? order.Details.UserId) == order.Details.UserId)
                    .Select(order => order.Details.Id)
                    .Reverse();
                Assert.Equal(expected, await PageThroughAsync(database, new OrderFilter(status, user, null, 2, Unsettled: true)));
            }
        }
    }

    [Fact]
    public async Task List_ByUserAndARareStatus_LooksThroughABoundedNumberForEachPage()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var rare = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await database.HandleAsync(Paid(rare));
        await database.PlaceAsync([.. Enumerable.Range(0, 5100).Select(_ => database.New())]);

        var first = await database.Queries.ListAsync(new OrderFilter(OrderStatus.Confirmed, "alice", null, 50), Cancellation);
        var second = await database.Queries.ListAsync(new OrderFilter(OrderStatus.Confirmed, "alice", first.Next, 50), Cancellation);

        Assert.Empty(first.Orders);
        Assert.Equal(rare.Details.Id, Assert.Single(second.Orders).Details.Id);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task SumUpCounts_ManyAtOnceWhileOrdersFlow_KeepsTheSum()
    {
        await using var database = await OrderDatabase.CreateAsync(application);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await database.PlaceAsync(database.New());
                await database.TableMaintenance.SumUpCountsAsync(Cancellation);
            }
        })));

        Assert.Equal(200, (await new StatsQuery(database.Source).ReadAsync(Cancellation)).Pending);
        Assert.InRange(await database.CountAsync("order_counts"), 1, 40);
    }

    private static async Task<List<Guid>> PageThroughAsync(OrderDatabase database, OrderFilter filter)
    {
        var ids = new List<Guid>();
        for (OrderListing? page = null; page is null || page.Next is not null;)
        {
            page = await database.Queries.ListAsync(filter with { After = page?.Next }, Cancellation);
            ids.AddRange(page.Orders.Select(order => order.Details.Id));
        }

        return ids;
    }

    private static async Task CancelAsync(UnitOfWork work, Guid id)
    {
        var batch = new OrderBatch(await OrderStore.LoadAsync(work, id, Cancellation), work, OrderDatabase.Timing.Value);
        batch.Cancel(batch.Find(id)!, Reasons.CustomerRequest, default);
        await OrderStore.SaveAsync(work, batch, Cancellation);
    }

    private static InventoryReserved Reserved(PlacedOrder order) =>
        new(order.Details.Id, order.Details.UserId, order.Details.Item, order.Details.Quantity, order.Details.Price);

    private static PaymentSuccess Paid(PlacedOrder order) =>
        new(order.Details.Id, order.Details.UserId, order.Details.Price * order.Details.Quantity);
}
