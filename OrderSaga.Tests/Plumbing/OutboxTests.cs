using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.ServiceDefaults;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Plumbing;

public sealed class OutboxTests(SagaApplication application)
{
    [Fact]
    public async Task Relay_MessageConfirmed_RowIsDeletedAndMessageHandled()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);

        await AppendAsync(plumbing, Publishing.NewOrder());

        await Until.EqualAsync(1, () => plumbing.CountAsync("handled"), "messages handled");
        await Until.EqualAsync(0, () => plumbing.CountAsync("outbox"), "rows in the outbox");
    }

    [Fact]
    public async Task Relay_ManyAtOnce_EachIsPublishedOnce()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        OrderCreated[] orders = [.. Enumerable.Range(0, 3000).Select(_ => Publishing.NewOrder())];

        await AppendAsync(plumbing, orders);

        await Until.EqualAsync(3000, () => plumbing.CountAsync("handled"), "messages handled");
        Assert.Equal(3000, await plumbing.ScalarAsync<long>("SELECT count(DISTINCT order_id) FROM handled"));
        await Until.EqualAsync(0, () => plumbing.CountAsync("outbox"), "rows in the outbox");
    }

    [Fact]
    public async Task Relay_MessageReturned_RowStaysUntilAQueueIsBound()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        await plumbing.Channel.QueueUnbindAsync(plumbing.Names.Service, plumbing.Names.Exchange, EventTypes.OrderCreated);

        await AppendAsync(plumbing, Publishing.NewOrder());

        // One pass of the sweep has tried it again and failed again: the row is there after its refusal, not before.
        await StaysAsync(1, plumbing);
        await plumbing.Channel.QueueBindAsync(plumbing.Names.Service, plumbing.Names.Exchange, EventTypes.OrderCreated);
        await Until.EqualAsync(1, () => plumbing.CountAsync("handled"), "messages handled");
        await Until.EqualAsync(0, () => plumbing.CountAsync("outbox"), "rows in the outbox");
    }

    [Fact]
    public async Task Relay_MessageNacked_RowStaysUntilItIsConfirmed()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        var full = plumbing.Names.Service + ".full";
        await plumbing.Channel.QueueDeclareAsync(full, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>
        {
            ["x-max-length"] = 1,
            ["x-overflow"] = "reject-publish",
        });
        await plumbing.Channel.QueueBindAsync(full, plumbing.Names.Exchange, EventTypes.PaymentFailed);

        await AppendAsync(plumbing, new PaymentFailed(Guid.CreateVersion7(), Reasons.InsufficientFunds));
        await Until.EqualAsync(0, () => plumbing.CountAsync("outbox"), "rows in the outbox");
        await AppendAsync(plumbing, new PaymentFailed(Guid.CreateVersion7(), Reasons.InsufficientFunds));

        await StaysAsync(1, plumbing);
        await plumbing.Channel.QueuePurgeAsync(full);
        await Until.EqualAsync(0, () => plumbing.CountAsync("outbox"), "rows in the outbox");
        Assert.Equal(1u, await plumbing.Channel.MessageCountAsync(full));
    }

    [Fact]
    public async Task Relay_ChannelClosedByTheBroker_WhatWasInFlightIsSentOnANewOne()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);

        // The broker then closes the channel on which something is published, and not the connection.
        await plumbing.Channel.ExchangeDeleteAsync(plumbing.Names.Exchange);
        await AppendAsync(plumbing, Publishing.NewOrder());

        await Until.EqualAsync(1, () => plumbing.CountAsync("handled"), "messages handled");
        await Until.EqualAsync(0, () => plumbing.CountAsync("outbox"), "rows in the outbox");
    }

    [Fact]
    public async Task Sweep_RowLeftByACrash_IsPublishedAndDeleted()
    {
        // A sweep that found nothing has nothing to wait for: with this timeout, to wait all the same would be seen.
        await using var plumbing = await PlumbingHost.StartAsync(application, settings => settings["Outbox:ConfirmTimeout"] = "00:05:00");
        var order = Publishing.NewOrder();
        await using (var connection = await plumbing.Database.OpenConnectionAsync())
        {
            // What a process leaves that dies between its commit and the broker's confirm: a row, and nobody who has it in hand.
            await connection.ExecuteAsync(
                """
                INSERT INTO outbox (message_id, order_id, type, payload, occurred_at)
                VALUES (@messageId, @id, 'ORDER_CREATED', @payload, now())
                """,
                new { messageId = Guid.CreateVersion7(), id = order.Id, payload = System.Text.Encoding.UTF8.GetString(EventCodec.Serialize(order)) });
        }

        await Until.EqualAsync(1, () => plumbing.CountAsync("handled"), "messages handled");
        await Until.EqualAsync(0, () => plumbing.CountAsync("outbox"), "rows in the outbox");
    }

    [Fact]
    public async Task Sweep_BacklogOfAnEarlierRun_IsDrainedByTwoInstances()
    {
        await using var first = await PlumbingHost.StartAsync(application);
        await using (var connection = await first.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO outbox (message_id, order_id, type, payload, occurred_at)
                SELECT id, id, 'ORDER_CREATED',
                       format('{"id":"%s","userId":"a","item":"b","quantity":1,"price":1,"status":"PENDING"}', id), now()
                FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 5000)) AS ids
                """);
        }

        await using var second = await PlumbingHost.StartAsync(application, names: first.Names);

        await Until.EqualAsync(0, () => first.CountAsync("outbox"), "rows in the outbox");
        await Until.EqualAsync(5000, () => first.CountAsync("handled"), "messages handled");
        Assert.Equal(5000, await first.ScalarAsync<long>("SELECT count(DISTINCT message_id) FROM handled"));
    }

    [Fact]
    public async Task Sweep_DatabaseAway_IsTriedAgainAfterTheInterval()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application, settings => settings["Outbox:SweepInterval"] = "01:00:00");
        await using var away = new DeadDatabase();

        Assert.Equal(TimeSpan.FromSeconds(1), await FirstRestAsync(plumbing, away.Source));
    }

    [Fact]
    public async Task OutboxRowDeleter_OneThatASweepHasClaimed_IsNotWaitedFor()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        await plumbing.StopAsync();
        var now = TimeProvider.System.GetUtcNow();
        Guid claimed = Guid.CreateVersion7(now.AddMinutes(-1)), old = Guid.CreateVersion7(now.AddMinutes(-1)), young = Guid.CreateVersion7(now);
        await using var sweep = await plumbing.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await sweep.ExecuteAsync(
            "INSERT INTO outbox (message_id, order_id, type, payload, occurred_at) SELECT id, id, 'X', '', now() FROM unnest(@ids) AS id",
            new { ids = new[] { claimed, old, young } });
        await using var claim = await sweep.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await sweep.ExecuteAsync("SELECT FROM outbox WHERE message_id = @claimed FOR UPDATE", new { claimed });
        var rows = ActivatorUtilities.CreateInstance<OutboxRowDeleter>(plumbing.Services);
        foreach (var id in new[] { claimed, old, young })
        {
            rows.Add(id);
        }

        await rows.FlushAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(claimed, await plumbing.ScalarAsync<Guid>("SELECT string_agg(message_id::text, ',')::uuid FROM outbox"));
    }

    [Fact]
    public async Task OutboxRowDeleter_DeletionCutShortByAStop_IsMadeUpForByTheFlush()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        await plumbing.StopAsync();
        var id = Guid.CreateVersion7();
        await using var other = await plumbing.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await other.ExecuteAsync("INSERT INTO outbox (message_id, order_id, type, payload, occurred_at) VALUES (@id, @id, 'X', '', now())", new { id });
        await using var holding = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await other.ExecuteAsync("SELECT FROM outbox FOR UPDATE");
        var rows = ActivatorUtilities.CreateInstance<OutboxRowDeleter>(plumbing.Services);
        rows.Add(id);
        using var session = new CancellationTokenSource();
        var deleting = rows.RunAsync(session.Token);
        await Until.TrueAsync(
            () => plumbing.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"),
            "the deletion waits for the row");

        await session.CancelAsync();
        await deleting;
        await holding.RollbackAsync(TestContext.Current.CancellationToken);
        await rows.FlushAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(0, await plumbing.CountAsync("outbox"));
    }

    [Fact]
    public async Task Relay_Stopped_HasSentWhatWasCommitted()
    {
        var plumbing = await PlumbingHost.StartAsync(application);
        var names = plumbing.Names;
        var probe = await plumbing.Channel.QueueDeclareAsync(names.Service + ".probe", true, false, false);
        await plumbing.Channel.QueueBindAsync(probe.QueueName, names.Exchange, EventTypes.OrderCreated);
        await AppendAsync(plumbing, [.. Enumerable.Range(0, 2000).Select(_ => Publishing.NewOrder())]);

        await plumbing.StopAsync();

        Assert.Equal(0, await plumbing.CountAsync("outbox"));
        Assert.Equal(2000u, await plumbing.Channel.MessageCountAsync(probe.QueueName));
        await plumbing.DisposeAsync();
    }

    /// <summary>How long a sweep of its own rests after its first pass, which takes a tenth of a second by its clock.</summary>
    private static async Task<TimeSpan> FirstRestAsync(PlumbingHost plumbing, NpgsqlDataSource database)
    {
        var clock = new SlowClock();
        var options = Options.Create(new OutboxOptions { SweepInterval = TimeSpan.FromSeconds(1) });
        var sweep = ActivatorUtilities.CreateInstance<OutboxSweep>(
            plumbing.Services, database, clock, options, NullLogger<OutboxSweep>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var publisher = await sweep.OpenAsync(plumbing.Broker, stop.Token);
        var sweeping = sweep.RunAsync(publisher, new BlockedState(), CancellationToken.None, stop.Token);
        var rest = await clock.FirstTimer.WaitAsync(stop.Token);
        await stop.CancelAsync();
        await sweeping;
        return rest;
    }

    private static Task AppendAsync(PlumbingHost plumbing, params ISagaEvent[] events) =>
        plumbing.Services.GetRequiredService<SagaTransaction>().ExecuteAsync(
            (work, _) =>
            {
                Array.ForEach(events, sagaEvent => work.Emit(sagaEvent));
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);

    /// <summary>The row outlives several attempts of the sweep, as its count of refusals shows.</summary>
    private static async Task StaysAsync(long rows, PlumbingHost plumbing)
    {
        using var refusals = new MeterProbe("ordersaga.outbox.refused");
        await Until.TrueAsync(() => Task.FromResult(refusals.Total >= 2), "the broker refused the message again");
        Assert.Equal(rows, await plumbing.CountAsync("outbox"));
    }
}
