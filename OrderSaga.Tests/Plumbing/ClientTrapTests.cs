using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Fixture;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.Tests.Plumbing;

/// <summary>
/// What RabbitMQ.Client does and what one might not expect of it; the reasons for <see cref="ConfirmingPublisher"/>. Should one of these
/// fail with a new version of the client, it has become safer there, and our own part perhaps needless.
/// </summary>
public sealed class ClientTrapTests(SagaApplication application)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Tracking_BrokerConfirmsNothing_PublishesAllTheSame()
    {
        // More than the client's default limiter allows, than our own publisher does, and than its socket's queue holds.
        const int Messages = 5000;
        await using var trap = await TrapBroker.StartAsync(application);
        await using var channel = await trap.Connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        trap.Wire.Hold();

        Task[] publishing = [.. Enumerable.Range(0, Messages).Select(_ => PublishAsync(channel, trap).AsTask())];

        await Until.EqualAsync((uint)Messages, trap.CountAsync, "messages that reached the broker");
        Assert.DoesNotContain(publishing, publish => publish.IsCompleted);
        trap.Wire.Release();
        await Task.WhenAll(publishing);
    }

    [Fact]
    public async Task RateLimiter_Exhausted_ThrowsRatherThanWaits()
    {
        await using var trap = await TrapBroker.StartAsync(application);
        await using var limiter = new ThrottlingRateLimiter(1);
        await using var channel = await trap.Connection.CreateChannelAsync(new CreateChannelOptions(true, true, limiter));
        // The lease is taken here, since only up to 7.1 the channel itself holds one until the confirm; from 7.2 until the message is sent.
        var lease = await limiter.AcquireAsync();

        var waiting = PublishAsync(channel, trap).AsTask();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => PublishAsync(channel, trap).AsTask());

        // As many may wait as may be sent; the next one is lost to a caller who does not expect this.
        Assert.Contains("rate limiter", refused.Message);
        Assert.False(waiting.IsCompleted);
        lease.Dispose();
        await waiting;
        Assert.Equal(1u, await trap.CountAsync());
    }

    [Fact]
    public async Task RateLimiter_HalfOfItsPermitsTaken_DelaysWhoeverGetsOne()
    {
        await using var trap = await TrapBroker.StartAsync(application);
        await using var limiter = new ThrottlingRateLimiter(2);
        await using var channel = await trap.Connection.CreateChannelAsync(new CreateChannelOptions(true, true, limiter));
        using var lease = await limiter.AcquireAsync();

        var delayed = PublishAsync(channel, trap).AsTask();

        // It has the second permit and waits for nobody, yet nothing is sent: a pause of up to a second, by the share of permits taken.
        var statistics = limiter.GetStatistics()!;
        Assert.Equal((0, 0), (statistics.CurrentAvailablePermits, statistics.CurrentQueuedCount));
        Assert.Equal(1ul, await channel.GetNextPublishSequenceNumberAsync());
        await delayed;
        Assert.Equal(1u, await trap.CountAsync());
    }

    [Fact]
    public async Task Tracking_Message_CarriesTheClientsHeader()
    {
        await using var trap = await TrapBroker.StartAsync(application);
        await using var channel = await trap.Connection.CreateChannelAsync(new CreateChannelOptions(true, true));

        await PublishAsync(channel, trap);

        var message = await trap.GetAsync();
        Assert.Equal("x-dotnet-pub-seq-no", Constants.PublishSequenceNumberHeader);
        Assert.Equal(1L, message.Headers?[Constants.PublishSequenceNumberHeader]);
    }

    [Fact]
    public async Task ConfirmingPublisher_Message_CarriesNoHeaderOfTheClient()
    {
        await using var trap = await TrapBroker.StartAsync(application);
        await using var publisher = await OpenAsync(trap, capacity: 1);

        await publisher.PublishAsync(NewMessage(), CancellationToken.None);
        await publisher.DrainAsync(CancellationToken.None);

        Assert.False((await trap.GetAsync()).Headers?.ContainsKey(Constants.PublishSequenceNumberHeader) ?? false);
    }

    [Fact]
    public async Task ConfirmingPublisher_AtItsCapacity_WaitsForAConfirm()
    {
        await using var trap = await TrapBroker.StartAsync(application);
        await using var publisher = await OpenAsync(trap, capacity: 2);
        trap.Wire.Hold();
        await publisher.PublishAsync(NewMessage(), CancellationToken.None);
        await publisher.PublishAsync(NewMessage(), CancellationToken.None);

        var third = publisher.PublishAsync(NewMessage(), CancellationToken.None).AsTask();

        await Until.EqualAsync(2u, trap.CountAsync, "messages that reached the broker");
        Assert.False(third.IsCompleted);
        trap.Wire.Release();
        await third;
        await publisher.DrainAsync(CancellationToken.None);
        Assert.Equal(3u, await trap.CountAsync());
    }

    [Fact]
    public async Task ConfirmingPublisher_ChannelClosedByTheBrokerAtItsCapacity_EndsTheWaitsWithTheReason()
    {
        await using var trap = await TrapBroker.StartAsync(application);
        await using var publisher = await OpenAsync(trap, capacity: 2);
        await trap.DeleteExchangeAsync();
        trap.Wire.Hold();
        await publisher.PublishAsync(NewMessage(), CancellationToken.None);
        await publisher.PublishAsync(NewMessage(), CancellationToken.None);
        var third = publisher.PublishAsync(NewMessage(), CancellationToken.None).AsTask();
        Assert.False(third.IsCompleted);

        trap.Wire.Release();

        var closed = await publisher.Closed.WaitAsync(Deadline, TimeProvider.System);
        Assert.Contains("404", closed.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AlreadyClosedException>(() => third.WaitAsync(Deadline, TimeProvider.System));
        await Assert.ThrowsAsync<AlreadyClosedException>(
            () => publisher.DrainAsync(CancellationToken.None).WaitAsync(Deadline, TimeProvider.System));
    }

    [Fact]
    public async Task ConfirmingPublisher_Disposed_IsNotClosedBySomebodyElse()
    {
        await using var trap = await TrapBroker.StartAsync(application);
        var publisher = await OpenAsync(trap, capacity: 1);

        await publisher.DisposeAsync();

        Assert.False(publisher.Closed.IsCompleted);
    }

    private static ValueTask PublishAsync(IChannel channel, TrapBroker trap) =>
        channel.BasicPublishAsync(trap.Exchange, EventTypes.OrderCreated, mandatory: true, new BasicProperties(), "{}"u8.ToArray());

    private static Task<ConfirmingPublisher> OpenAsync(TrapBroker trap, int capacity) => ConfirmingPublisher.OpenAsync(
        trap.Connection,
        new MessagingOptions { Service = "trap", Exchange = trap.Exchange },
        capacity,
        (_, outcome) => Assert.Null(outcome.RefusedBecause),
        CancellationToken.None);

    private static OutboxMessage NewMessage() => new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), EventTypes.OrderCreated, "{}", Trace: default, TimeProvider.System.GetUtcNow());
}
