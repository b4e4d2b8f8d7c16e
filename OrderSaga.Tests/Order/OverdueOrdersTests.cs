using System.Diagnostics;
using Dapper;
using OrderSaga.Contracts.Events;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Timeouts;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Order;

/// <summary>The timeout monitor's work against a real database, by a clock of the test's own.</summary>
public sealed class OverdueOrdersTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drive_PendingOrder_AsksInventoryAgainOnceADeadline()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(4.9));
        await database.DriveOverdueAsync();
        Assert.Equal("ORDER_CREATED", await SentAsync(database));

        database.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await database.DriveOverdueAsync();
        await database.DriveOverdueAsync();

        Assert.Equal("ORDER_CREATED,ORDER_CREATED", await SentAsync(database));
        var driven = (await database.Queries.FindAsync(order.Details.Id, Cancellation))!;
        Assert.Equal((1, database.Clock.GetUtcNow().AddSeconds(10)), (driven.Attempts, driven.DeadlineAt!.Value));
        Assert.Equal(1, await database.CountAsync("order_events"));
    }

    [Fact]
    public async Task Drive_OrderPendingForTooLong_GivesUpAndThenAsksForWhatIsOwedUntilItComes()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromMinutes(10));
        await database.DriveOverdueAsync();
        var givenUp = (await database.Queries.FindAsync(order.Details.Id, Cancellation))!;
        Assert.Equal((OrderStatus.Cancelled, "timeout", 0), (givenUp.State.Status, givenUp.State.Reason, givenUp.Attempts));

        database.Clock.Advance(TimeSpan.FromHours(1));
        await database.HandleAsync(new PaymentRefunded(order.Details.Id, "alice", 0m));
        await database.DriveOverdueAsync();
        await database.HandleAsync(new InventoryRefunded(order.Details.Id, "laptop", 0, "timeout"));
        database.Clock.Advance(TimeSpan.FromHours(1));
        await database.DriveOverdueAsync();

        Assert.Equal("ORDER_CREATED,ORDER_CANCELLED,ORDER_CANCELLED", await SentAsync(database));
        Assert.True((await database.Queries.FindAsync(order.Details.Id, Cancellation))!.State.Settled);
        Assert.Equal(0, await database.CountAsync("open_orders"));
    }

    [Fact]
    public async Task Drive_BrokerAway_PutsOffUntilItIsBackButGivesUpAllTheSame()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(5));
        await database.DriveOverdueAsync(isBrokerAway: true);
        var putOff = (await database.Queries.FindAsync(order.Details.Id, Cancellation))!;
        Assert.Equal((0, database.Clock.GetUtcNow().AddSeconds(5)), (putOff.Attempts, putOff.DeadlineAt!.Value));
        Assert.Equal("ORDER_CREATED", await SentAsync(database));

        database.Clock.Advance(TimeSpan.FromSeconds(5));
        await database.DriveOverdueAsync();
        Assert.Equal("ORDER_CREATED,ORDER_CREATED", await SentAsync(database));

        database.Clock.Advance(TimeSpan.FromMinutes(10));
        await database.DriveOverdueAsync(isBrokerAway: true);
        Assert.Equal("ORDER_CREATED,ORDER_CREATED,ORDER_CANCELLED", await SentAsync(database));
    }

    [Fact]
    public async Task Drive_BatchOfOrdersTooOldThatMayNotBeGivenUp_DrivesEachOnce()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        await database.PlaceAsync([.. Enumerable.Range(0, OverdueOrders.BatchSize).Select(_ => database.New())]);
        database.Clock.Advance(TimeSpan.FromMinutes(11));

        var (relay, batches) = (new OutboxChannel(), 0);
        relay.Open(new BlockedState());
        await database.Overdue(relay).DriveAllAsync(
            mayGiveUp: false, batchBegins: () => Assert.True(++batches <= 2, "The first batch is driven again and again."), Cancellation);

        Assert.Equal(500, await database.ScalarAsync<long>("SELECT count(*) FROM orders WHERE attempts = 1"));
        Assert.Equal(1000, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Drive_BrokerTakesNoMessages_PutsOffUntilItDoes()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(5));
        var (relay, flow) = (new OutboxChannel(), new BlockedState());
        relay.Open(flow);
        flow.Block();
        await database.Overdue(relay).DriveAllAsync(mayGiveUp: true, () => { }, Cancellation);
        Assert.Equal(0, await DrivenAsync(database, order));

        flow.Unblock();
        database.Clock.Advance(TimeSpan.FromSeconds(5));
        await database.Overdue(relay).DriveAllAsync(mayGiveUp: true, () => { }, Cancellation);

        Assert.Equal(1, await DrivenAsync(database, order));
    }

    [Fact]
    public async Task Drive_AnswersOfOthersComeLate_WaitsForTwiceAsLongAsTheyTook()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var first = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(4));
        var late = Assert.Single(await database.PlaceAsync(database.New()));
        await AnswerAsync(database, first);
        database.Clock.Advance(TimeSpan.FromSeconds(0.5));
        var second = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(4));
        await AnswerAsync(database, second);

        // The others' answers took four seconds: it has eight.
        database.Clock.Advance(TimeSpan.FromSeconds(3.4));
        await database.DriveOverdueAsync();
        Assert.Equal(0, await DrivenAsync(database, late));
        database.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await database.DriveOverdueAsync();

        Assert.Equal(1, await DrivenAsync(database, late));
    }

    [Fact]
    public async Task Drive_AnswersOfOthersCameLateAndNowNoneDoes_WaitsNoLonger()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var other = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(20));
        var lost = Assert.Single(await database.PlaceAsync(database.New()));
        await AnswerAsync(database, other);
        database.Clock.Advance(TimeSpan.FromSeconds(9.9));
        await database.DriveOverdueAsync();
        Assert.Equal(0, await DrivenAsync(database, lost));

        database.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await database.DriveOverdueAsync();

        Assert.Equal(1, await DrivenAsync(database, lost));
    }

    [Fact]
    public async Task Drive_AnswerOfAnOrderThatWasLostAndDrivenAgain_IsNoneThatCameLate()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var healed = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(30));
        var lost = Assert.Single(await database.PlaceAsync(database.New()));
        await database.DriveOverdueAsync();
        database.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await AnswerAsync(database, healed);

        Assert.Equal(TimeSpan.Zero, database.Answers.ExtraTimeout);
        database.Clock.Advance(TimeSpan.FromSeconds(4.9));
        await database.DriveOverdueAsync();

        Assert.Equal(1, await DrivenAsync(database, lost));
    }

    [Fact]
    public async Task Drive_MoreThanABatchByManyInstances_DrivesEachOnce()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        await database.PlaceAsync([.. Enumerable.Range(0, 1700).Select(_ => database.New())]);
        database.Clock.Advance(TimeSpan.FromSeconds(6));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.DriveOverdueAsync())));
        await database.DriveOverdueAsync();

        Assert.Equal(1700, await database.ScalarAsync<long>("SELECT count(*) FROM orders WHERE attempts = 1"));
        Assert.Equal(3400, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Drive_OrderLockedByItsAnswer_IsSkipped()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(6));

        await database.Transaction.ExecuteAsync(
            async (work, token) =>
            {
                await database.HandleWithinAsync(work, [new PaymentSuccess(order.Details.Id, "alice", 19m)], token);
                await database.DriveOverdueAsync();
            },
            Cancellation);
        await database.DriveOverdueAsync();

        Assert.Equal("ORDER_CREATED", await SentAsync(database));
    }

    [Fact]
    public async Task Drive_OrderDrivenByAnotherInstanceBetweenFindingAndLocking_IsDrivenOnce()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(6));
        await using var gate = await database.Source.OpenConnectionAsync(Cancellation);

        // Whoever reads open_orders is held up there: it has a snapshot in which the order is overdue, and no lock yet.
        await gate.ExecuteAsync(
            """
            CREATE FUNCTION pass_the_gate(order_id uuid) RETURNS boolean LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN true; END $$;
            ALTER TABLE open_orders RENAME TO open_orders_behind_the_gate;
            CREATE VIEW open_orders AS SELECT * FROM open_orders_behind_the_gate WHERE pass_the_gate(order_id);
            SELECT pg_advisory_lock(1);
            """);
        var late = database.DriveOverdueAsync();
        await gate.UntilWaitingAsync(1);
        await gate.ExecuteAsync(
            "CREATE OR REPLACE FUNCTION pass_the_gate(order_id uuid) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN true; END $$");
        await database.DriveOverdueAsync();
        await gate.ExecuteAsync("SELECT pg_advisory_unlock(1)");
        await late;

        Assert.Equal("ORDER_CREATED,ORDER_CREATED", await SentAsync(database));
        Assert.Equal(1, (await database.Queries.FindAsync(order.Details.Id, Cancellation))!.Attempts);
    }

    [Fact]
    public async Task Drive_Order_StaysInTheTraceOfTheOrder()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "OrderSaga.Order",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var database = await OrderDatabase.CreateAsync(application);
        var trace = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        await database.PlaceAsync(database.New() with { Trace = trace });
        database.Clock.Advance(TimeSpan.FromSeconds(6));
        using var unrelated = new Activity("unrelated").Start();

        await database.DriveOverdueAsync();

        Assert.Equal(2, await database.ScalarAsync<long>($"SELECT count(*) FROM outbox WHERE encode(trace_parent, 'hex') LIKE '{trace.TraceId}%'"));
        Assert.Equal(1, await database.ScalarAsync<long>($"SELECT count(*) FROM outbox WHERE encode(trace_parent, 'hex') LIKE '%{trace.SpanId}01'"));
    }

    private static Task AnswerAsync(OrderDatabase database, PlacedOrder order) =>
        database.HandleAsync(new PaymentSuccess(order.Details.Id, "alice", 19m));

    private static async Task<int> DrivenAsync(OrderDatabase database, PlacedOrder order) =>
        (await database.Queries.FindAsync(order.Details.Id, Cancellation))!.Attempts;

    private static Task<string> SentAsync(OrderDatabase database) =>
        database.ScalarAsync<string>("SELECT string_agg(type, ',' ORDER BY occurred_at) FROM outbox");
}
