using Dapper;
using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Consumer;
using OrderSaga.ServiceDefaults.Database;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Inventory;

/// <summary>Batches that assume what they would otherwise load: whatever they find, they leave what exact ones leave.</summary>
public sealed class OptimisticInventoryTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_OneMessageTwiceInABatch_IsRefutedAndHandledOnce()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        using var refuted = new MeterProbe("ordersaga.consumer.retries");
        var (order, messageId) = (Order("laptop", 2), Guid.CreateVersion7());

        await inventory.ProcessAsync(true, order.Deliver(messageId), order.Deliver(messageId));

        Assert.Equal(new StockView("laptop", 998, 2), await inventory.Queries.FindStockAsync("laptop", Cancellation));
        Assert.Equal(1, (await inventory.DumpAsync()).Count(row => row.StartsWith("outbox", StringComparison.Ordinal)));
        Assert.Equal(1, refuted.Total);
    }

    [Fact]
    public async Task Process_OneOrderTwiceInABatch_IsDecidedOnceAndAnsweredTwice()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        using var refuted = new MeterProbe("ordersaga.consumer.retries");
        var order = Order("laptop", 2);

        await inventory.ProcessAsync(true, order.Deliver(), order.Deliver());

        Assert.Equal(new StockView("laptop", 998, 2), await inventory.Queries.FindStockAsync("laptop", Cancellation));
        Assert.Equal(2, (await inventory.DumpAsync()).Count(row => row.StartsWith("outbox", StringComparison.Ordinal)));
        Assert.Equal(0, refuted.Total);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Process_AnyBatches_LeaveWhatExactOnesLeave(int seed)
    {
        await using var optimistic = await InventoryDatabase.CreateAsync(application);
        await using var exact = await InventoryDatabase.CreateAsync(application);
        using var refuted = new MeterProbe("ordersaga.consumer.retries");
        var random = new Random(seed);
        var sent = new List<Delivery>();
        for (var i = 0; i < 150; i++)
        {
            if (i % 30 == 0)
            {
                await optimistic.Queries.SetStockAsync("laptop", 60, Cancellation);
                await exact.Queries.SetStockAsync("laptop", 60, Cancellation);
            }

            var before = sent.Count;
            for (var size = random.Next(1, 6); size > 0; size--)
            {
                sent.Add(Any(random, sent));
            }

            Delivery[] batch = [.. sent.Skip(before)];
            await optimistic.ProcessAsync(optimistic: true, batch);
            await exact.ProcessAsync(optimistic: false, batch);
        }

        Assert.Equal(await exact.DumpAsync(), await optimistic.DumpAsync());
        Assert.InRange(refuted.Total, 20, 100);
    }

    [Fact]
    public async Task Process_OrdersInTheUsualCourse_AreReservedAtTheFirstAttempt()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        using var refuted = new MeterProbe("ordersaga.consumer.retries");

        await inventory.ProcessAsync(true, Order("laptop", 2).Deliver(), Order("mouse", 1).Deliver(), Order("laptop", 3).Deliver());

        Assert.Equal(new StockView("laptop", 995, 5), await inventory.Queries.FindStockAsync("laptop", Cancellation));
        Assert.Equal(3, (await inventory.DumpAsync()).Count(row => row.StartsWith("outbox INVENTORY_RESERVED", StringComparison.Ordinal)));
        Assert.Equal(0, refuted.Total);
    }

    [Fact]
    public async Task Process_UnknownItem_IsRefutedAndRejected()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        using var refuted = new MeterProbe("ordersaga.consumer.retries");
        OrderCreated known = Order("laptop", 1), unknown = Order("no-such", 1);

        await inventory.ProcessAsync(true, known.Deliver(), unknown.Deliver());

        Assert.Equal("RESERVED", (await inventory.Queries.FindReservationAsync(known.Id, Cancellation))?.Status);
        Assert.Equal("unknown_item", (await inventory.Queries.FindReservationAsync(unknown.Id, Cancellation))?.Reason);
        Assert.Equal(1, refuted.Total);
    }

    [Fact]
    public async Task Process_MoreThanThereIs_IsRefutedAndTheFirstGetsIt()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        OrderCreated first = Order("unicorn", 1), second = Order("unicorn", 1);

        await inventory.ProcessAsync(true, first.Deliver(), second.Deliver());

        Assert.Equal("RESERVED", (await inventory.Queries.FindReservationAsync(first.Id, Cancellation))?.Status);
        Assert.Equal("out_of_stock", (await inventory.Queries.FindReservationAsync(second.Id, Cancellation))?.Reason);
        Assert.Equal(new StockView("unicorn", 0, 1), await inventory.Queries.FindStockAsync("unicorn", Cancellation));
    }

    [Fact]
    public async Task Process_OrderReleasedBeforeItWasHeardOf_IsRefutedAndHoldsNothing()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        var order = Order("laptop", 1);
        await inventory.ProcessAsync(true, new OrderCancelled(order.Id, order.UserId, order.Item, "timeout").Deliver());

        await inventory.ProcessAsync(true, order.Deliver());

        Assert.Equal("RELEASED", (await inventory.Queries.FindReservationAsync(order.Id, Cancellation))?.Status);
        Assert.Equal(new StockView("laptop", 1000, 0), await inventory.Queries.FindStockAsync("laptop", Cancellation));
    }

    [Fact]
    public async Task Process_RefutedNowAndThen_TheManyThatWentWellAreCounted()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        var optimism = new Optimism();
        for (var spell = 0; spell < 2; spell++)
        {
            for (var i = 0; i < Optimism.Worth; i++)
            {
                await inventory.ProcessAsync(optimism, Order("laptop", 1).Deliver());
            }

            await inventory.ProcessAsync(optimism, Order("no-such", 1).Deliver());
            Assert.Equal(Optimism.Few, Enumerable.Range(0, 100).TakeWhile(_ => !optimism.TakeChance()).Count());
        }
    }

    [Fact]
    public async Task Process_RedeliveredMessage_TakesTheExactWayAtOnce()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        using var refuted = new MeterProbe("ordersaga.consumer.retries");
        using var duplicates = new MeterProbe("ordersaga.inbox.duplicates");
        var (order, messageId) = (Order("laptop", 1), Guid.CreateVersion7());
        await inventory.ProcessAsync(true, order.Deliver(messageId));

        await inventory.ProcessAsync(true, order.Deliver(messageId, redelivered: true));

        Assert.Equal(1, duplicates.Total);
        Assert.Equal(0, refuted.Total);
    }

    [Fact]
    public async Task Process_WhileAnotherInstanceHasTheMessage_WaitsForItWithoutHoldingTheItem()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        await using var watch = await inventory.OpenAsync();
        await using var other = await inventory.OpenAsync();
        var (order, messageId) = (Order("laptop", 1), Guid.CreateVersion7());
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await other.ExecuteAsync("INSERT INTO inbox VALUES (@messageId)", new { messageId });

        var processing = inventory.ProcessAsync(true, order.Deliver(messageId));
        await watch.UntilWaitingAsync(1);

        // What the other does next on its exact way; held by the first, it would be a deadlock.
        Assert.Equal(1000, await other.ExecuteScalarAsync<long>("SELECT available FROM stock WHERE item = 'laptop' FOR UPDATE NOWAIT"));
        await transaction.CommitAsync(Cancellation);
        await processing;
        Assert.Null(await inventory.Queries.FindReservationAsync(order.Id, Cancellation));
    }

    [Fact]
    public async Task Process_WhileAnotherInstanceHasAnItem_HoldsNoneThatComesAfterIt()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        await using var watch = await inventory.OpenAsync();
        await using var other = await inventory.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await other.ExecuteAsync("SELECT FROM stock WHERE item = 'console' FOR UPDATE");

        // In the table the keyboard comes first, by name the console.
        var processing = inventory.ProcessAsync(true, Order("keyboard", 1).Deliver(), Order("console", 1).Deliver());
        await watch.UntilWaitingAsync(1);

        await other.ExecuteAsync("SELECT FROM stock WHERE item = 'keyboard' FOR UPDATE NOWAIT");
        await transaction.CommitAsync(Cancellation);
        await processing;
        Assert.Equal(new StockView("console", 4, 1), await inventory.Queries.FindStockAsync("console", Cancellation));
    }

    [Fact]
    public async Task Process_ManyInstancesOfEitherKind_NeitherDeadlockNorLoseStock()
    {
        await using var inventory = await InventoryDatabase.CreateAsync(application);
        await inventory.Queries.SetStockAsync("laptop", 60, Cancellation);
        string[] items = ["laptop", "mouse", "keyboard"];
        Delivery[] all = [.. Enumerable.Range(0, 90).Select(i => Order(items[i % 3], 1 + (i % 2)).Deliver())];

        await Task.WhenAll(Enumerable.Range(0, 6).Select(instance => Task.Run(() => InstanceAsync(inventory, all, instance))));

        var dump = await inventory.DumpAsync();
        Assert.Equal(all.Length, dump.Count(row => row.StartsWith("inbox", StringComparison.Ordinal)));
        Assert.Equal(all.Length, dump.Count(row => row.StartsWith("outbox", StringComparison.Ordinal)));
        foreach (var stock in await inventory.Queries.ListStockAsync(Cancellation))
        {
            var held = 0;
            foreach (var order in all.Select(delivery => (OrderCreated)delivery.Message!.Event).Where(order => order.Item == stock.Item))
            {
                held += await inventory.Queries.FindReservationAsync(order.Id, Cancellation) is { Status: "RESERVED" } r ? r.Quantity : 0;
            }

            Assert.Equal(held, stock.Reserved);
        }
    }

    /// <summary>Each instance has every message, in an order of its own, every other one is optimistic.</summary>
    private static async Task InstanceAsync(InventoryDatabase inventory, Delivery[] all, int instance)
    {
        Delivery[] mine = [.. all];
        new Random(instance).Shuffle(mine);
        foreach (var batch in mine.Chunk(6))
        {
            // A message that another instance is recording at the time: tried again, as the plumbing does.
            while (await Record.ExceptionAsync(() => inventory.ProcessAsync(instance % 2 == 0, batch)) is { } fault)
            {
                Assert.True(DatabaseFaults.IsConflict(fault), fault.ToString());
            }
        }
    }

    /// <summary>Mostly new orders; now and then a repeat, an order driven again, a release, an item that is short or unknown.</summary>
    private static Delivery Any(Random random, IReadOnlyList<Delivery> sent)
    {
        var before = sent.Count > 0 ? sent[random.Next(sent.Count)].Message! : null;
        return (random.Next(40), before) switch
        {
            (0, { } m) => m.Event.Deliver(m.MessageId),
            (1, { } m) => m.Event.Deliver(),
            (2, { Event: OrderCreated e }) => new OrderCancelled(e.Id, e.UserId, e.Item, "timeout").Deliver(),
            (3, { } m) => new PaymentFailed(m.Event.Id, "insufficient_funds").Deliver(),
            (4, _) => new OrderCancelled(Guid.CreateVersion7(), "alice", "mouse", "customer_request").Deliver(),
            (5, _) => Order("no-such", 1).Deliver(),
            (6, _) => Order("console", random.Next(1, 4)).Deliver(),
            ( < 15, _) => Order("mouse", random.Next(1, 4)).Deliver(),
            _ => Order("laptop", random.Next(1, 4)).Deliver(),
        };
    }

    private static OrderCreated Order(string item, int quantity) => new(Guid.CreateVersion7(), "alice", item, quantity, 1m);
}
