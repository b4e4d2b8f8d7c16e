using Microsoft.Extensions.Time.Testing;
using OrderSaga.Contracts.Events;
using OrderSaga.Tests.Plumbing;
using OrderSaga.Web.Feed;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Web.Feed;

public sealed class LiveFeedTests
{
    [Fact]
    public void Offer_NobodyReads_LetsTheOldestGoAndCountsThem()
    {
        var feed = new LiveFeed(new FakeTimeProvider());
        for (var i = 0; i < 10_000; i++)
        {
            feed.Offer(new(new BasicProperties(), [], Messages.Start));
        }

        Assert.InRange(feed.Skipped, 1, 10_000 - 1);
    }

    [Fact]
    public async Task ReadAsync_MoreAfterAWhile_IsReadAtOnceAsOneLot()
    {
        var clock = new FakeTimeProvider();
        var feed = new LiveFeed(clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        feed.Offer(New());
        var reading = feed.ReadAsync(stop.Token);

        feed.Offer(New());
        feed.Offer(New());

        // A moment for what should not happen: there is no event to wait for.
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop.Token);
        Assert.Equal(1, feed.Window.Version);
        clock.Advance(TimeSpan.FromMilliseconds(100));

        await Until.EqualAsync(3L, () => Task.FromResult(feed.Window.Version), "messages read");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task ReadAsync_MessageOffered_IsInTheWindow()
    {
        var feed = new LiveFeed(new FakeTimeProvider());
        var order = Messages.NewOrder();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var properties = new BasicProperties { MessageId = Guid.CreateVersion7().ToString(), Type = EventTypes.OrderCreated };
        feed.Offer(new(new BasicProperties { Type = "noise" }, [], Messages.Start));
        feed.Offer(new(properties, EventCodec.Serialize(Messages.Created(order)), Messages.Start));

        var reading = feed.ReadAsync(stop.Token);

        Assert.NotNull(feed.Window.Find(order));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private static RawMessage New() => new(
        new BasicProperties { MessageId = Guid.CreateVersion7().ToString(), Type = EventTypes.OrderCreated },
        EventCodec.Serialize(Messages.Created(Messages.NewOrder())),
        Messages.Start);
}
