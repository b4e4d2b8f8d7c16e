using Npgsql;
using OrderSaga.Order.Placement;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Order;

/// <summary>The group commit of new orders.</summary>
public sealed class OrderWriterTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Place_ManyAtOnce_AreStoredInFewTransactions()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        using var lane = database.Lane(new PlacementOptions { MaxBatchSize = 100 });
        var waiting = Enumerable.Range(0, 250).Select(_ => lane.PlaceAsync(new PlacementRequest(database.New(), null), CancellationToken.None)).ToList();

        await lane.StartAsync(Cancellation);

        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(PlacementVerdict.Accepted, result.Verdict));
        Assert.Equal(250, await database.CountAsync("orders"));
        Assert.Equal(3, await database.ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM orders"));
        await lane.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Place_OneThatCanNotBeStored_FailsAloneAndHarmsNoneOfItsBatch()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        using var lane = database.Lane();

        // Postgres keeps no NUL in a text; the API would have refused it.
        Task<PlacementResult>[] waiting =
            [.. new[] { "alice", "po\0ison", "bob" }.Select(user => lane.PlaceAsync(new PlacementRequest(database.New(user), null), CancellationToken.None))];
        await lane.StartAsync(Cancellation);

        Assert.Equal(PlacementVerdict.Accepted, (await waiting[0]).Verdict);
        await Assert.ThrowsAsync<PostgresException>(() => waiting[1]);
        Assert.Equal(PlacementVerdict.Accepted, (await waiting[2]).Verdict);
        Assert.Equal("alice,bob", await database.ScalarAsync<string>("SELECT string_agg(user_id, ',' ORDER BY user_id) FROM orders"));
        await lane.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Place_AfterABatchThatFailed_StoresAgain()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        using var lane = database.Lane();
        await lane.StartAsync(Cancellation);
        await database.ScalarAsync<object>("ALTER TABLE orders RENAME TO orders_away; SELECT 1");
        await Assert.ThrowsAsync<PostgresException>(() => lane.PlaceAsync(new PlacementRequest(database.New(), null), CancellationToken.None));
        await database.ScalarAsync<object>("ALTER TABLE orders_away RENAME TO orders; SELECT 1");

        var result = await lane.PlaceAsync(new PlacementRequest(database.New(), null), CancellationToken.None);

        Assert.Equal(PlacementVerdict.Accepted, result.Verdict);
        await lane.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Place_ConnectionBroken_IsRetriedUnseen()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        using var lane = database.Lane();
        await lane.StartAsync(Cancellation);
        await lane.PlaceAsync(new PlacementRequest(database.New(), null), CancellationToken.None);
        await database.ScalarAsync<object>(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        var result = await lane.PlaceAsync(new PlacementRequest(database.New(), null), CancellationToken.None);

        Assert.Equal(PlacementVerdict.Accepted, result.Verdict);
        Assert.Equal(2, await database.CountAsync("orders"));
        await lane.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Place_QueueFullOrStopped_IsBusyAndStoresNothing()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        using var lane = database.Lane(new PlacementOptions { QueueCapacity = 2 });
        Task<PlacementResult>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => lane.PlaceAsync(new PlacementRequest(database.New(), null), CancellationToken.None))];
        Assert.Equal(PlacementVerdict.Overloaded, (await waiting[2]).Verdict);

        await lane.StartAsync(Cancellation);
        await lane.StopAsync(Cancellation);

        Assert.Equal(PlacementVerdict.Accepted, (await waiting[0]).Verdict);
        Assert.Equal(PlacementVerdict.Accepted, (await waiting[1]).Verdict);
        Assert.Equal(PlacementVerdict.Overloaded, (await lane.PlaceAsync(new PlacementRequest(database.New(), null), CancellationToken.None)).Verdict);
        Assert.Equal(2, await database.CountAsync("orders"));
    }

    [Fact]
    public async Task Place_ClientGoneWhileItWaited_IsNotStoredAndHoldsUpNobody()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        using var lane = database.Lane();
        using var gone = new CancellationTokenSource();
        var abandoned = lane.PlaceAsync(new PlacementRequest(database.New("gone"), null), gone.Token);
        var waiting = lane.PlaceAsync(new PlacementRequest(database.New("alice"), null), CancellationToken.None);
        await gone.CancelAsync();

        await lane.StartAsync(Cancellation);

        Assert.Equal(PlacementVerdict.Overloaded, (await abandoned).Verdict);
        Assert.Equal(PlacementVerdict.Accepted, (await waiting).Verdict);
        Assert.Equal("alice", await database.ScalarAsync<string>("SELECT string_agg(user_id, ',') FROM orders"));
        await lane.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Place_EveryClientGone_IsReadyForTheNext()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        using var lane = database.Lane();
        await lane.StartAsync(Cancellation);
        await lane.PlaceAsync(new PlacementRequest(database.New("gone"), null), new CancellationToken(canceled: true));

        var result = await lane.PlaceAsync(new PlacementRequest(database.New(), null), CancellationToken.None);

        Assert.Equal(PlacementVerdict.Accepted, result.Verdict);
        Assert.Equal(1, await database.CountAsync("orders"));
        await lane.StopAsync(Cancellation);
    }
}
