using OrderSaga.Contracts.Events;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Order;

/// <summary>What the monitor does, and does not do, right after a start.</summary>
public sealed class TimeoutMonitorTests(SagaApplication application)
{
    private readonly OutboxChannel relay = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_RelayIsNotConnectedYet_IsWaitedForAndNothingIsPutOff()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = await PlaceOverdueAsync(database, TimeSpan.FromSeconds(6));
        using var monitor = database.Monitor(relay);
        await monitor.StartAsync(Cancellation);

        relay.Open(new BlockedState());

        await Until.TrueAsync(async () => (await database.Queries.FindAsync(order.Details.Id, Cancellation))!.Attempts == 1, "the order is driven");
        await monitor.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Start_RelayDoesNotConnect_FirstPassAfterAStepTimeoutPutsOff()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = await PlaceOverdueAsync(database, TimeSpan.FromSeconds(6));
        using var monitor = database.Monitor(relay);
        await monitor.StartAsync(Cancellation);
        var started = database.Clock.GetUtcNow();

        await Until.TrueAsync(
            async () =>
            {
                database.Clock.Advance(TimeSpan.FromSeconds(0.5));
                return (await database.Queries.FindAsync(order.Details.Id, Cancellation))!.DeadlineAt != order.DeadlineAt;
            },
            "the order is put off");

        Assert.True(database.Clock.GetUtcNow() - started >= TimeSpan.FromSeconds(5));
        Assert.Equal((OrderStatus.Pending, 0), await StateAsync(database, order));
        await monitor.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Start_OrdersTooOldAfterADowntime_AreDrivenAndGivenUpOnlyAfterAStepTimeout()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        var order = await PlaceOverdueAsync(database, TimeSpan.FromHours(1));
        var answered = await PlaceOverdueAsync(database, TimeSpan.FromHours(1));
        relay.Open(new BlockedState());
        using var monitor = database.Monitor(relay);

        await monitor.StartAsync(Cancellation);
        await Until.EqualAsync(4, () => database.CountAsync("outbox"), "rows in the outbox");
        Assert.Equal((OrderStatus.Pending, 1), await StateAsync(database, order));

        // What had waited in the queue is read by now.
        await database.HandleAsync(new PaymentSuccess(answered.Details.Id, "alice", 19m));
        database.Clock.Advance(TimeSpan.FromSeconds(5));

        await Until.TrueAsync(async () => await StateAsync(database, order) == (OrderStatus.Cancelled, 1), "the order is given up");
        Assert.Equal((OrderStatus.Confirmed, 1), await StateAsync(database, answered));
        await monitor.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Stop_WhileWaitingForTheRelay_EndsAtOnce()
    {
        await using var database = await OrderDatabase.CreateAsync(application);
        using var monitor = database.Monitor(relay);
        await monitor.StartAsync(Cancellation);

        await monitor.StopAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation);

        Assert.True(monitor.ExecuteTask!.IsCompleted);
    }

    private static async Task<PlacedOrder> PlaceOverdueAsync(OrderDatabase database, TimeSpan age)
    {
        var order = Assert.Single(await database.PlaceAsync(database.New()));
        database.Clock.Advance(age);
        return order;
    }

    private static async Task<(OrderStatus Status, int Attempts)> StateAsync(OrderDatabase database, PlacedOrder order)
    {
        var found = (await database.Queries.FindAsync(order.Details.Id, Cancellation))!;
        return (found.State.Status, found.Attempts);
    }
}
