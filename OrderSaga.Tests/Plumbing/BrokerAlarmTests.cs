using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.ServiceDefaults;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Plumbing;

/// <summary>The broker is short of memory: it lets everybody in and takes no message.</summary>
public sealed class BrokerAlarmTests(SagaApplication application)
{
    [Fact]
    public async Task Alarm_OfAnyLength_IsNoReasonToReconnectAndSendsNothingTwice()
    {
        const int Messages = 3000;
        await using var plumbing = await PlumbingHost.StartAsync(application, settings => settings["Outbox:ConfirmTimeout"] = "00:00:01");
        var copies = await plumbing.Channel.QueueDeclareAsync("", durable: false, exclusive: true);
        await plumbing.Channel.QueueBindAsync(copies.QueueName, plumbing.Names.Exchange, EventTypes.OrderCreated);
        var state = plumbing.Services.GetRequiredService<BrokerState>();
        await using (await BrokerAlarm.RaiseAsync(application))
        {
            // As a crash leaves them: it is the sweep that runs into the alarm, with more than may be in flight.
            await InsertAsync(plumbing, Messages);
            await Until.TrueAsync(() => Task.FromResult(state.Blocks.Count == 1), "the relay is blocked");
            Assert.False(plumbing.Services.GetRequiredService<OutboxChannel>().IsOpen);
            var report = await plumbing.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HealthStatus.Degraded, report.Entries["broker"].Status);
            Assert.Contains("low on memory", report.Entries["broker"].Description, StringComparison.Ordinal);

            await Until.EqualAsync(
                0,
                () => plumbing.ScalarAsync<long>(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"),
                "transactions that wait for the broker");
            await PastAsync(state, TimeSpan.FromSeconds(5));
            Assert.Empty(state.Outages);
        }

        await Until.EqualAsync(Messages, () => plumbing.CountAsync("handled"), "messages handled");
        await Until.EqualAsync(0, () => plumbing.CountAsync("outbox"), "rows in the outbox");
        Assert.Equal((uint)Messages, await plumbing.Channel.MessageCountAsync(copies.QueueName));
        Assert.True(plumbing.Services.GetRequiredService<OutboxChannel>().IsOpen);
        Assert.Empty(state.Blocks);
    }

    [Fact]
    public async Task Start_DuringAnAlarmWithNothingToSend_KnowsItBeforeItOpens()
    {
        await using var alarm = await BrokerAlarm.RaiseAsync(application);

        await using var plumbing = await PlumbingHost.StartAsync(application);

        var handoff = plumbing.Services.GetRequiredService<OutboxChannel>();
        await handoff.WhenConnectedAsync(TestContext.Current.CancellationToken);
        Assert.False(handoff.IsOpen);
        await alarm.DisposeAsync();
        await Until.TrueAsync(() => Task.FromResult(handoff.IsOpen), "the relay is open");
    }

    [Fact]
    public async Task Stop_DuringAnAlarm_IsInTime()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application, settings => settings["Outbox:ConfirmTimeout"] = "00:00:01");
        await using var alarm = await BrokerAlarm.RaiseAsync(application);
        OrderCreated[] orders = [.. Enumerable.Range(0, 3000).Select(_ => Publishing.NewOrder())];
        await plumbing.Services.GetRequiredService<SagaTransaction>().ExecuteAsync(
            (work, _) =>
            {
                Array.ForEach(orders, order => work.Emit(order));
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        await Until.TrueAsync(
            () => Task.FromResult(plumbing.Services.GetRequiredService<BrokerState>().Blocks.Count == 1), "the relay is blocked");

        await plumbing.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.NotEqual(0, await plumbing.CountAsync("outbox"));
    }

    [Fact]
    public async Task Alarm_WhileMessagesAreToBeParked_TheOthersGoOn()
    {
        const int Orders = 20;
        var released = false;
        var poison = new HashSet<Guid>();
        await using var plumbing = await PlumbingHost.StartAsync(
            application,
            settings => (settings["Consumer:Prefetch"], settings["Consumer:MaxAttempts"]) = ("6", "1"),
            start: false);
        plumbing.Handler.FailOn = message =>
            !Volatile.Read(ref released) ? new NpgsqlException("away", new IOException())
            : poison.Contains(message.MessageId) ? new InvalidOperationException("It is poison.")
            : null;
        await plumbing.RunAsync();
        for (var i = 0; i < 3; i++)
        {
            poison.Add(await plumbing.PublishAsync(Publishing.NewOrder()));
        }

        for (var i = 0; i < Orders; i++)
        {
            await plumbing.PublishAsync(Publishing.NewOrder());
        }

        await using (await BrokerAlarm.RaiseAsync(application))
        {
            Volatile.Write(ref released, true);

            await Until.EqualAsync(Orders, () => plumbing.CountAsync("handled"), "messages handled during the alarm");
            Assert.Equal(0u, await plumbing.ParkedAsync());
            var loop = plumbing.Services.GetRequiredKeyedService<LoopState>(BatchConsumer.LoopName);
            await Until.TrueAsync(() => Task.FromResult(loop.BusyFor is null), "the consumer waits for work");
        }

        await Until.EqualAsync(3u, plumbing.ParkedAsync, "messages parked");
    }

    [Fact]
    public async Task Alarm_HoweverMuchIsPublished_OneWarning()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        var log = new WarningKeeper<BrokerLoop>();
        var broker = ActivatorUtilities.CreateInstance<BrokerLoop>(plumbing.Services, log);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var asked = new TaskCompletionSource<BlockedState>();
        var alarm = await BrokerAlarm.RaiseAsync(application);

        var running = broker.RunAsync("the test", SessionAsync, stop.Token);
        var flow = await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, stop.Token);
        await alarm.DisposeAsync();
        await flow.WhenFlowingAsync(stop.Token).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, stop.Token);

        Assert.Equal(
            "The broker blocked the connection of the test (low on memory); messages wait until it unblocks it", Assert.Single(log.Lines));
        await stop.CancelAsync();
        await running;

        async Task SessionAsync(IConnection connection, BlockedState flow, CancellationToken lost)
        {
            await flow.ProbeAsync(connection, TimeSpan.FromSeconds(10), TimeProvider.System, lost);
            asked.SetResult(flow);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
        }
    }

    private static Task InsertAsync(PlumbingHost plumbing, int count) => plumbing.ScalarAsync<object?>(
        $$"""
        INSERT INTO outbox (message_id, order_id, type, payload, occurred_at)
        SELECT id, id, 'ORDER_CREATED',
               format('{"id":"%s","userId":"a","item":"b","quantity":1,"price":1,"status":"PENDING"}', id), now()
        FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, {{count}})) AS ids
        """);

    /// <summary>Until the alarm has lasted for some time, or the connection has broken.</summary>
    private static Task PastAsync(BrokerState state, TimeSpan age) => Until.TrueAsync(
        () => Task.FromResult(
            state.Outages.Count > 0 || state.Blocks.Values.All(block => TimeProvider.System.GetUtcNow() - block.Since > age)),
        "the alarm has lasted");
}
