using Npgsql;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Placement;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Order;

/// <summary>Storing new orders: alone, in batches, twice, and when a commit's answer is lost.</summary>
public sealed class PlacementTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_ABatch_HasEachOrderWithItsDeadlineItsEventAndItsMessage()
    {
        await using var database = await OrderDatabase.CreateAsync(application);

        var orders = await database.PlaceAsync(database.New(), database.New("bob", 0.01m));

        foreach (var order in orders)
        {
            Assert.Equal(order, await database.Queries.FindAsync(order.Details.Id, Cancellation));
        }

        Assert.Equal((2, 2), await CountsAsync(database));
        Assert.Equal(2, await database.ScalarAsync<long>("SELECT pending FROM order_counts"));
    }

    [Fact]
    public async Task Store_AgainAfterACommitWhoseAnswerWasLost_StoresAndAnnouncesNothingTwice()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        PlacementRequest[] requests = [Request(database.New()), Request(database.New(), "key")];
        await database.PlaceAsync(requests);

        var results = await database.PlaceAsync(requests, isRepeat: true);

        Assert.All(results, result => Assert.Equal(PlacementVerdict.Accepted, result.Verdict));
        Assert.Equal(requests.Select(request => request.Order.Details), results.Select(result => result.Order.Details));
        Assert.Equal((2, 2), await CountsAsync(database));
        Assert.Equal(2, await database.ScalarAsync<long>("SELECT sum(pending)::bigint FROM order_counts"));
    }

    [Fact]
    public async Task Store_WhileTheLostCommitIsStillUnderWay_CollidesAndThenFindsIt()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        PlacementRequest[] requests = [Request(database.New())];

        var repeat = await database.WhileAsync(
            work => new PlacementBatch(requests).StoreAsync(work, isRepeat: false, Cancellation),
            () => database.PlaceAsync(requests, isRepeat: true));

        Assert.True(DatabaseFaults.IsConflict(await Assert.ThrowsAsync<PostgresException>(() => repeat)));
        await database.PlaceAsync(requests, isRepeat: true);
        Assert.Equal((1, 1), await CountsAsync(database));
    }

    [Fact]
    public async Task Store_SameKeyInOneBatch_IsOneOrderAndOtherBodiesAreRefused()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        PlacementRequest first = Request(database.New(), "key"), same = Request(database.New(), "key");
        PlacementRequest other = Request(database.New(price: 1m), "key"), otherKey = Request(database.New(), "key-2");

        var results = await database.PlaceAsync([first, same, other, otherKey]);

        Assert.Equal(
            [PlacementVerdict.Accepted, PlacementVerdict.Accepted, PlacementVerdict.KeyReused, PlacementVerdict.Accepted],
            results.Select(result => result.Verdict));
        Assert.Equal(first.Order, results[1].Order);
        Assert.Equal((2, 2), await CountsAsync(database));
    }

    [Fact]
    public async Task Store_SameKeyLater_IsAnsweredWithTheFirstOrder()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var first = Request(database.New(price: 9.50m), "key");
        await database.PlaceAsync([first]);
        database.Clock.Advance(TimeSpan.FromDays(6));

        var results = await database.PlaceAsync([Request(database.New(price: 9.5m), "key"), Request(database.New("bob"), "key")]);

        Assert.Equal([PlacementVerdict.Accepted, PlacementVerdict.KeyReused], results.Select(result => result.Verdict));
        Assert.Equal(first.Order, results[0].Order);
        Assert.Equal((1, 1), await CountsAsync(database));
    }

    [Fact]
    public async Task Store_SameKeyOnTwoInstances_TheSecondWaitsAndGetsTheOrderOfTheFirst()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var first = Request(database.New(), "key");

        var second = await database.WhileAsync(
            work => new PlacementBatch([first]).StoreAsync(work, isRepeat: false, Cancellation),
            () => database.PlaceAsync([Request(database.New(), "key")]));

        Assert.Equal(first.Order, Assert.Single(await second).Order);
        Assert.Equal((1, 1), await CountsAsync(database));
    }

    [Fact]
    public async Task Lane_TwoTransactionsOneAfterAnother_TheThirdGathersUntilItsTurn()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        using var lane = database.Lane(clock: database.Clock);
        await lane.StartAsync(Cancellation);
        await lane.PlaceAsync(Request(database.New()), CancellationToken.None);
        await lane.PlaceAsync(Request(database.New()), CancellationToken.None);

        var third = Enumerable.Range(0, 10).Select(_ => lane.PlaceAsync(Request(database.New()), CancellationToken.None)).ToArray();
        Assert.DoesNotContain(third, placing => placing.IsCompleted);
        while (!Task.WhenAll(third).IsCompleted)
        {
            // The loop may not have come to its wait yet.
            database.Clock.Advance(BatchSchedule.Interval);
            await database.ScalarAsync<long>("SELECT count(*) FROM orders");
        }

        await lane.StopAsync(Cancellation);

        const string OrdersOfEachTransaction = "SELECT count(*) AS n FROM orders GROUP BY xmin::text";
        Assert.Equal("1,1,10", await database.ScalarAsync<string>($"SELECT string_agg(n::text, ',' ORDER BY n) FROM ({OrdersOfEachTransaction}) AS counts"));
    }

    [Fact]
    public async Task Housekeeping_MoreKeysPastTheirRetentionThanAPassTakes_GoesOnInTheNextPass()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        await database.ScalarAsync<object?>(
            $"""
            INSERT INTO idempotency_keys (key, request_hash, order_id, created_at)
            SELECT 'key ' || i, '', '{order.Details.Id}', '2025-01-01' FROM generate_series(1, 20500) AS i
            """);

        await database.TableMaintenance.RunAsync(Cancellation);
        Assert.Equal(10_500, await database.CountAsync("idempotency_keys"));
        await database.TableMaintenance.RunAsync(Cancellation);
        Assert.Equal(500, await database.CountAsync("idempotency_keys"));
        await database.TableMaintenance.RunAsync(Cancellation);

        Assert.Equal(0, await database.CountAsync("idempotency_keys"));
    }

    [Fact]
    public async Task PurgeKeys_PastTheirRetention_ForgetsThem()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        await database.PlaceAsync([.. Enumerable.Range(0, 1500).Select(i => Request(database.New(), $"old-{i}"))]);
        database.Clock.Advance(database.Placement.IdempotencyRetention);
        await database.PlaceAsync([Request(database.New(), "young")]);
        database.Clock.Advance(TimeSpan.FromSeconds(1));

        await database.TableMaintenance.PurgeKeysAsync(Cancellation);

        Assert.Equal("young", await database.ScalarAsync<string>("SELECT string_agg(key, ',') FROM idempotency_keys"));
    }

    private static PlacementRequest Request(PlacedOrder order, string? key = null) =>
        new(order, key is null ? null : new IdempotencyKey(key, IdempotencyKey.HashOf(order.Details)));

    private static async Task<(long Orders, long Messages)> CountsAsync(OrderDatabase database) =>
        (await database.CountAsync("orders"), await database.CountAsync("outbox"));
}
