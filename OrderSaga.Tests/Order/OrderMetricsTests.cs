using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrderSaga.Contracts.Events;
using OrderSaga.Order;
using OrderSaga.Order.Data;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Order;

/// <summary>What is measured of a transaction that had to be done twice.</summary>
public sealed class OrderMetricsTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Settled_FirstAttemptRolledBack_IsMeasuredOnce()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        using var durations = new MeterProbe("ordersaga.saga.duration");
        var paid = new PaymentSuccess(order.Details.Id, "alice", 19m);

        await HandleAndRollBackAsync(database, paid);
        Assert.Equal(0, durations.Total);
        await database.HandleAsync(paid);

        Assert.Equal(1, durations.Total);
    }

    [Fact]
    public async Task Answers_TransactionRolledBack_AreNone()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(TimeSpan.FromSeconds(20));
        var paid = new PaymentSuccess(order.Details.Id, "alice", 19m);

        await HandleAndRollBackAsync(database, paid);
        Assert.Equal(TimeSpan.Zero, database.Answers.ExtraTimeout);
        await database.HandleAsync(paid);

        Assert.Equal(TimeSpan.FromSeconds(35), database.Answers.ExtraTimeout);
    }

    [Fact]
    public async Task Overdue_AnswersComeLate_CountsWhatIsToBeDrivenNow()
    {
        await using var database = await OrderDatabase.CreateAsync(application);

        await database.PlaceAsync(database.New());

        // Here the database tells the time.
        await database.ScalarAsync<int?>("UPDATE open_orders SET deadline_at = clock_timestamp() - interval '10 s'");
        Assert.Equal(1, await OverdueAsync(database));

        database.Answers.Answered([Took(database, TimeSpan.FromSeconds(20))]);

        Assert.Equal(0, await OverdueAsync(database));
    }

    [Fact]
    public async Task Redriven_CommitFails_IsNotMeasured()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        await database.PlaceAsync(database.New());
        database.Clock.Advance(TimeSpan.FromSeconds(6));
        using var redrives = new MeterProbe("ordersaga.order.redrives");

        // A constraint that is checked at the commit alone.
        await database.ScalarAsync<int?>(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
            CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.DriveOverdueAsync());
        Assert.Equal(0, redrives.Total);
        await database.ScalarAsync<int?>("DROP TRIGGER refuse ON orders");
        await database.DriveOverdueAsync();

        Assert.Equal(1, redrives.Total);
    }

    private static Task HandleAndRollBackAsync(OrderDatabase database, ISagaEvent sagaEvent) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => database.Transaction.ExecuteAsync(
            async (work, token) =>
            {
                await database.HandleWithinAsync(work, [sagaEvent], token);
                throw new InvalidOperationException("Rolled back.");
            },
            Cancellation));

    private static OrderChange Took(OrderDatabase database, TimeSpan time)
    {
        var order = database.New();
        return new OrderChange(order, order with { UpdatedAt = order.UpdatedAt + time });
    }

    private static async Task<long> OverdueAsync(OrderDatabase database)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var gauges = new OrderGauges(services.GetRequiredService<IMeterFactory>(), database.Answers);
        await using (var connection = await database.Source.OpenConnectionAsync(Cancellation))
        {
            await gauges.ReadAsync(connection, Cancellation);
        }

        using var overdue = new MeterProbe("ordersaga.saga.overdue");
        overdue.Observe();
        return overdue.Total;
    }
}
