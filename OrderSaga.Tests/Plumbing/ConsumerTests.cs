using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.Tests.Fixture;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Plumbing;

public sealed class ConsumerTests(SagaApplication application)
{
    [Fact]
    public async Task Consumer_SameMessageFiveTimes_IsHandledOnce()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        using var duplicates = new MeterProbe("ordersaga.inbox.duplicates");
        var order = Publishing.NewOrder();
        var messageId = Guid.CreateVersion7();

        for (var i = 0; i < 5; i++)
        {
            await plumbing.PublishAsync(order, messageId);
        }

        await Until.TrueAsync(() => Task.FromResult(duplicates.Total >= 4), "four of the five were skipped");
        Assert.Equal(1, await plumbing.CountAsync("handled"));
        Assert.Equal(1, await plumbing.CountAsync("inbox"));
    }

    [Fact]
    public async Task Consumer_HandlerEmits_EventsLeaveWithTheSameCommit()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        plumbing.Handler.Emits = message => message.Event is OrderCreated { Item: "laptop" } e ? e with { Item = "echo" } : null;

        await plumbing.PublishAsync(Publishing.NewOrder());

        await Until.EqualAsync(2, () => plumbing.CountAsync("handled"), "the message and its echo handled");
        await Until.EqualAsync(0, () => plumbing.CountAsync("outbox"), "rows in the outbox");
    }

    [Fact]
    public async Task Consumer_PoisonInABatch_NeighboursAreHandledAndItIsParkedWithItsReason()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application, start: false);
        plumbing.Handler.FailOn = message => message.Event is OrderCreated { Item: "poison" } ? new InvalidOperationException("It is poison.") : null;
        await plumbing.RunAsync();
        var poison = await plumbing.PublishAsync(Publishing.NewOrder() with { Item = "poison" });
        for (var i = 0; i < 50; i++)
        {
            await plumbing.PublishAsync(Publishing.NewOrder());
        }

        await Until.EqualAsync(50, () => plumbing.CountAsync("handled"), "neighbours handled");
        await Until.EqualAsync(1u, plumbing.ParkedAsync, "messages parked");
        Assert.Equal(5, plumbing.Handler.Attempts.Count(attempt => attempt is [{ } only] && only.MessageId == poison));
        var parked = (await plumbing.Channel.BasicGetAsync(plumbing.Names.Service + ".dead-letter", autoAck: true))!;
        Assert.Equal(poison.ToString(), parked.BasicProperties.MessageId);
        Assert.Equal("It is poison.", Text(parked, "x-dead-letter-reason"));
        Assert.Equal(typeof(InvalidOperationException).FullName, Text(parked, "x-dead-letter-exception-type"));
        Assert.Equal(5, parked.BasicProperties.Headers!["x-dead-letter-attempts"]);
        Assert.Equal(50, await plumbing.CountAsync("inbox"));
    }

    [Theory]
    [InlineData("id", "ORDER_CREATED", "not json")]
    [InlineData("id", "ORDER_CREATED", """{"id":"00000000-0000-0000-0000-000000000001","userId":"a","item":"b","quantity":0,"price":1}""")]
    [InlineData("id", "ORDER_CREATED", """{"id":"00000000-0000-0000-0000-000000000001","item":"b","quantity":1,"price":1}""")]
    [InlineData("id", "NO_SUCH_TYPE", "{}")]
    [InlineData("id", null, "{}")]
    [InlineData(null, "ORDER_CREATED", "{}")]
    public async Task Consumer_Garbage_IsParkedAtOnceAndOthersGoOn(string? messageId, string? type, string body)
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);

        await plumbing.PublishRawAsync(messageId is null ? null : Guid.CreateVersion7().ToString(), type, body);
        await plumbing.PublishAsync(Publishing.NewOrder());

        await Until.EqualAsync(1u, plumbing.ParkedAsync, "messages parked");
        await Until.EqualAsync(1, () => plumbing.CountAsync("handled"), "messages handled");
        var parked = (await plumbing.Channel.BasicGetAsync(plumbing.Names.Service + ".dead-letter", autoAck: true))!;
        Assert.Equal(typeof(InvalidEventException).FullName, Text(parked, "x-dead-letter-exception-type"));
        Assert.Equal(1, parked.BasicProperties.Headers!["x-dead-letter-attempts"]);
    }

    [Fact]
    public async Task Consumer_DatabaseFails_TheSameBatchIsTriedUntilItGoesThrough()
    {
        var failures = 0;
        await using var plumbing = await PlumbingHost.StartAsync(application, start: false);
        plumbing.Handler.FailOn = _ => Interlocked.Increment(ref failures) <= 8 ? new NpgsqlException("away", new IOException()) : null;
        await plumbing.RunAsync();

        await plumbing.PublishAsync(Publishing.NewOrder());

        // More attempts than Consumer:MaxAttempts: a fault in operation is never held against the message.
        await Until.EqualAsync(1, () => plumbing.CountAsync("handled"), "messages handled");
        Assert.Equal(0u, await plumbing.ParkedAsync());
        Assert.True(plumbing.Handler.Attempts.Count > 8);
    }

    [Fact]
    public async Task Consumer_HandlerTimesOutAgainAndAgain_NeighboursAreHandledAndItIsDeadLettered()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application, start: false);
        plumbing.Handler.FailOn = message => message.Event is OrderCreated { Item: "slow" } ? new TimeoutException("It takes too long.") : null;
        await plumbing.RunAsync();
        await plumbing.PublishAsync(Publishing.NewOrder() with { Item = "slow" });
        await plumbing.PublishAsync(Publishing.NewOrder());

        await Until.EqualAsync(1, () => plumbing.CountAsync("handled"), "neighbours handled");
        await Until.EqualAsync(1u, plumbing.ParkedAsync, "messages parked");
        var parked = (await plumbing.Channel.BasicGetAsync(plumbing.Names.Service + ".dead-letter", autoAck: true))!;
        Assert.Equal(typeof(HandlingTimeoutException).FullName, Text(parked, "x-dead-letter-exception-type"));
    }

    [Fact]
    public async Task Consumer_StoppedBeforeTheCommit_AnotherInstanceHandlesTheMessage()
    {
        await using var first = await PlumbingHost.StartAsync(application);
        first.Handler.FailOn = _ => new NpgsqlException("away", new IOException());
        await first.PublishAsync(Publishing.NewOrder());
        await Until.TrueAsync(() => Task.FromResult(!first.Handler.Attempts.IsEmpty), "the first instance tries");
        await first.StopAsync();

        await using var second = await PlumbingHost.StartAsync(application, names: first.Names);

        await Until.EqualAsync(1, () => second.CountAsync("handled"), "messages handled");
    }

    [Fact]
    public async Task Consumer_StoppedWhileAMessageWaitsForItsRetry_TheBrokerStillHasIt()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application, settings => settings["Consumer:RetryDelay"] = "00:00:01");
        plumbing.Handler.FailOn = message => message.Event is OrderCreated { Item: "poison" } ? new InvalidOperationException("It is poison.") : null;
        await plumbing.PublishAsync(Publishing.NewOrder() with { Item = "poison" });
        await Until.TrueAsync(() => Task.FromResult(!plumbing.Handler.Attempts.IsEmpty), "it was tried");
        await plumbing.PublishAsync(Publishing.NewOrder());
        await Until.EqualAsync(1, () => plumbing.CountAsync("handled"), "the other is handled");

        await plumbing.StopAsync();

        await Until.EqualAsync(1u, () => plumbing.Channel.MessageCountAsync(plumbing.Names.Service), "messages in the queue");
    }

    [Fact]
    public async Task Consumer_BatchRolledBackAndDoneAgain_CountsItsRepeatsOnce()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        using var duplicates = new MeterProbe("ordersaga.inbox.duplicates");
        using var release = new ManualResetEventSlim();
        var failures = 0;
        plumbing.Handler.FailOn = message =>
        {
            release.Wait(TestContext.Current.CancellationToken);
            return message.Event is OrderCreated { Item: "late" } && ++failures <= 3 ? new NpgsqlException("away", new IOException()) : null;
        };

        // While the first is held, the next two gather to a batch.
        await plumbing.PublishAsync(Publishing.NewOrder());
        await Until.TrueAsync(() => Task.FromResult(!plumbing.Handler.Attempts.IsEmpty), "the first is in hand");
        var late = Publishing.NewOrder() with { Item = "late" };
        var messageId = await plumbing.PublishAsync(late);
        await plumbing.PublishAsync(late, messageId);
        await Until.EqualAsync(0u, () => plumbing.Channel.MessageCountAsync(plumbing.Names.Service), "messages not handed out");
        release.Set();

        await Until.EqualAsync(2, () => plumbing.CountAsync("handled"), "messages handled");
        await Until.EqualAsync(1, () => Task.FromResult(duplicates.Total), "repeats counted");
        Assert.Equal(4, failures);
    }

    [Fact]
    public async Task Consumer_ProcessDiesAfterCommitBeforeAcknowledging_RedeliveryIsSkipped()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        var messageId = await plumbing.PublishAsync(Publishing.NewOrder());
        await Until.EqualAsync(1, () => plumbing.CountAsync("handled"), "messages handled");

        // The broker does not know of the commit: it delivers the very same message again.
        using var duplicates = new MeterProbe("ordersaga.inbox.duplicates");
        await plumbing.PublishAsync(Publishing.NewOrder(), messageId);

        await Until.TrueAsync(() => Task.FromResult(duplicates.Total >= 1), "the repeat was skipped");
        Assert.Equal(1, await plumbing.CountAsync("handled"));
    }

    [Fact]
    public async Task Broker_MessageHandedOutTooOften_IsParkedByTheBroker()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        await plumbing.StopAsync();
        await plumbing.PublishAsync(Publishing.NewOrder());

        // What a message does that kills its reader every time.
        for (var i = 0; i <= 20 && await plumbing.Channel.BasicGetAsync(plumbing.Names.Service, autoAck: false) is { } delivery; i++)
        {
            await plumbing.Channel.BasicRejectAsync(delivery.DeliveryTag, requeue: true);
        }

        await Until.EqualAsync(1u, plumbing.ParkedAsync, "messages parked by the broker");
    }

    [Fact]
    public async Task Consumer_TwoInstances_ShareTheQueueAndHandleEachMessageOnce()
    {
        await using var first = await PlumbingHost.StartAsync(application);
        await using var second = await PlumbingHost.StartAsync(application, names: first.Names);

        for (var i = 0; i < 500; i++)
        {
            await first.PublishAsync(Publishing.NewOrder());
        }

        await Until.EqualAsync(500, () => first.CountAsync("handled"), "messages handled");
        Assert.Equal(500, await first.ScalarAsync<long>("SELECT count(DISTINCT message_id) FROM handled"));
        Assert.NotEmpty(first.Handler.Attempts);
        Assert.NotEmpty(second.Handler.Attempts);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Consumer_AnotherInstanceRecordsTheMessageJustNow_ItsOutcomeDecides(bool commits, int handled)
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        using var duplicates = new MeterProbe("ordersaga.inbox.duplicates");
        using var retries = new MeterProbe("ordersaga.consumer.retries");
        var messageId = Guid.CreateVersion7();
        await using (var other = await plumbing.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var recording = await other.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await other.ExecuteAsync("INSERT INTO inbox VALUES (@messageId)", new { messageId });
            await plumbing.PublishAsync(Publishing.NewOrder(), messageId);
            await plumbing.PublishAsync(Publishing.NewOrder(), Guid.CreateVersion7());
            await Until.TrueAsync(
                () => plumbing.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')"),
                "the consumer waits");
            await (commits ? recording.CommitAsync() : recording.RollbackAsync());
        }

        await Until.EqualAsync(1 + handled, () => plumbing.CountAsync("handled"), "messages handled");
        await Until.EqualAsync(2, () => plumbing.CountAsync("inbox"), "messages recorded");
        await Until.TrueAsync(() => Task.FromResult(duplicates.Total == 1 - handled), "the repeat is skipped");
        Assert.Equal(0, retries.Total);
        Assert.Equal(0u, await plumbing.ParkedAsync());
    }

    private static string Text(BasicGetResult message, string header) =>
        System.Text.Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers![header]!);
}
