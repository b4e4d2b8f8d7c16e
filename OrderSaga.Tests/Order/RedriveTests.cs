using System.Diagnostics;
using OrderSaga.Contracts.Events;
using OrderSaga.Order.Api;
using OrderSaga.Order.Domain;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Order;

/// <summary>Driving an order again because somebody asks for it.</summary>
public sealed class RedriveTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redrive_PendingOrder_AsksInventoryAgainBeforeTheDeadline()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        using var redrives = new MeterProbe("ordersaga.order.redrives");
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(1));

        await RedriveAsync(database, order.Details.Id);

        Assert.Equal("ORDER_CREATED,ORDER_CREATED", await SentAsync(database));
        var driven = (await database.Queries.FindAsync(order.Details.Id, Cancellation))!;
        Assert.Equal((1, database.Clock.GetUtcNow().AddSeconds(10)), (driven.Attempts, driven.DeadlineAt!.Value));
        Assert.Equal(1, await database.CountAsync("order_events"));
        Assert.Equal(1, redrives.Total);
    }

    [Fact]
    public async Task Redrive_CancelledAndOwed_AsksForWhatIsOwed()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        await database.HandleAsync(new PaymentFailed(order.Details.Id, Reasons.InsufficientFunds));

        await RedriveAsync(database, order.Details.Id);

        Assert.Equal("ORDER_CANCELLED,ORDER_CREATED", await database.ScalarAsync<string>("SELECT string_agg(type, ',' ORDER BY type) FROM outbox"));
        Assert.Equal(1, (await database.Queries.FindAsync(order.Details.Id, Cancellation))!.Attempts);
    }

    [Fact]
    public async Task Redrive_Settled_LeavesItAlone()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        await database.HandleAsync(new PaymentSuccess(order.Details.Id, "alice", 19m));

        var before = await RedriveAsync(database, order.Details.Id);

        Assert.True(before!.State.Settled);
        Assert.Equal("ORDER_CREATED", await SentAsync(database));
        Assert.Equal(0, (await database.Queries.FindAsync(order.Details.Id, Cancellation))!.Attempts);
    }

    [Fact]
    public async Task Redrive_Unknown_IsNull()
    {
        await using var database = await OrderDatabase.CreateAsync(application);

        Assert.Null(await RedriveAsync(database, Guid.CreateVersion7()));
    }

    [Fact]
    public async Task Redrive_Order_StaysInTheTraceOfTheOrder()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var trace = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        var order = Assert.Single(await database.PlaceAsync(database.New() with { Trace = trace }));
        using var request = new Activity("POST /orders/{id}/redrive").Start();

        await RedriveAsync(database, order.Details.Id);

        Assert.Equal(2, await database.ScalarAsync<long>($"SELECT count(*) FROM outbox WHERE encode(trace_parent, 'hex') LIKE '{trace.TraceId}%'"));
    }

    [Fact]
    public async Task RetryUnsettled_MoreThanOneBatchAndOneSettled_RetriesEachUnsettledOnce()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var orders = await database.PlaceAsync([.. Enumerable.Range(0, RetryUnsettled.BatchSize + 2).Select(_ => database.New())]);
        await database.HandleAsync(new PaymentSuccess(orders[0].Details.Id, "alice", 19m));

        var answer = await RetryUnsettled.HandleAsync(database.Transaction, database.Metrics, OrderDatabase.Timing, Cancellation);

        Assert.Equal(orders.Length - 1, answer.Value!.Count);
        Assert.Equal(1, await database.ScalarAsync<int>("SELECT min(attempts) FROM orders WHERE settled_at IS NULL"));
        Assert.Equal(1, await database.ScalarAsync<int>("SELECT max(attempts) FROM orders"));
        Assert.Equal(0, (await database.Queries.FindAsync(orders[0].Details.Id, Cancellation))!.Attempts);
    }

    private static Task<PlacedOrder?> RedriveAsync(OrderDatabase database, Guid id) => database.Transaction.ExecuteAsync(
        (work, token) => RedriveOrder.DriveAsync(id, work, OrderDatabase.Timing.Value, database.Metrics, token), Cancellation);

    private static Task<string> SentAsync(OrderDatabase database) =>
        database.ScalarAsync<string>("SELECT string_agg(type, ',' ORDER BY occurred_at) FROM outbox");
}
