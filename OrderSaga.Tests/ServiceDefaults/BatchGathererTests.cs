using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Consumer;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;
using OrderSaga.Tests.Plumbing;
using RabbitMQ.Client;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class BatchGathererTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly Channel<Delivery> deliveries = Channel.CreateUnbounded<Delivery>();
    private readonly List<Delivery> batch = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Next_MessageThatSomebodyWaitsFor_IsTakenAtOnce()
    {
        Deliver("urgent");

        Assert.True(await AtOnce(Gatherer()));

        Assert.Equal(["urgent"], Gathered);
    }

    [Fact]
    public async Task Next_AfterMoreThanAFewMessages_WaitsUntilTheLoopHasRested()
    {
        var gatherer = Gatherer(Resting());
        await Handle(gatherer, BatchGatherer.Few + 1, TimeSpan.FromMilliseconds(10));
        Deliver("urgent");

        var next = gatherer.NextAsync(batch, Cancellation);
        clock.Advance(TimeSpan.FromMilliseconds(29));
        Assert.False(next.IsCompleted);
        Deliver("meanwhile");
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
        Assert.Equal(["urgent", "meanwhile"], Gathered);
    }

    [Fact]
    public async Task Next_NothingCameWhileTheLoopRested_IsTakenAtOnceWhenItComes()
    {
        var gatherer = Gatherer(Resting());
        await Handle(gatherer, BatchGatherer.Few + 1, TimeSpan.FromMilliseconds(10));

        var next = gatherer.NextAsync(batch, Cancellation);
        clock.Advance(TimeSpan.FromMilliseconds(30));
        Deliver("urgent");

        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
        Assert.Equal(["urgent"], Gathered);
    }

    [Fact]
    public async Task Next_AfterAFewMessages_DoesNotRest()
    {
        var gatherer = Gatherer(Resting());
        await Handle(gatherer, BatchGatherer.Few, TimeSpan.FromMilliseconds(10));
        Deliver("urgent");

        Assert.True(await AtOnce(gatherer));
    }

    [Fact]
    public async Task Next_AfterABatchThatTookLongerThanTheLongestInterval_DoesNotRest()
    {
        var gatherer = Gatherer(Resting());
        await Handle(gatherer, BatchGatherer.Few + 1, TimeSpan.FromMilliseconds(50));
        Deliver("urgent");

        Assert.True(await AtOnce(gatherer));
    }

    [Theory]
    [InlineData(6, 512)]
    [InlineData(500, 6)]
    public async Task Next_AfterAFullBatch_NeitherRestsNorKeepsAPace(int maxBatchSize, ushort prefetch)
    {
        var options = new ConsumerOptions { MaxBatchSize = maxBatchSize, Prefetch = prefetch };
        var gatherer = Gatherer(options);
        await Handle(gatherer, 6, TimeSpan.FromMilliseconds(1));
        Deliver("urgent");

        Assert.True(await AtOnce(gatherer));
    }

    [Fact]
    public async Task Next_StoppedWhileResting_HandsNothingOut()
    {
        using var stop = new CancellationTokenSource();
        var gatherer = Gatherer(Resting());
        await Handle(gatherer, BatchGatherer.Few + 1, TimeSpan.FromMilliseconds(10));
        Deliver("urgent");
        var next = gatherer.NextAsync(batch, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
    }

    private IEnumerable<string> Gathered => batch.Select(delivery => delivery.Properties.AppId!);

    private BatchGatherer Gatherer(ConsumerOptions? options = null) => new(deliveries.Reader, options ?? new ConsumerOptions(), clock);

    private static ConsumerOptions Resting() =>
        new() { MaxBusyShare = 0.25, MaxBatchInterval = TimeSpan.FromMilliseconds(40), MinBatchInterval = TimeSpan.Zero };

    /// <summary>A batch of so many messages, whose handling takes so long.</summary>
    private async Task Handle(BatchGatherer gatherer, int messages, TimeSpan took)
    {
        Deliver([.. Enumerable.Repeat("urgent", messages)]);
        Assert.True(await AtOnce(gatherer));
        Assert.Equal(messages, batch.Count);
        clock.Advance(took);
    }

    // The clock stands still: a batch that lingers would never come.
    private Task<bool> AtOnce(BatchGatherer gatherer)
    {
        var next = gatherer.NextAsync(batch, Cancellation);
        Assert.True(next.IsCompleted);
        return next;
    }

    private void Deliver(params string[] sources)
    {
        foreach (var source in sources)
        {
            var order = Publishing.NewOrder();
            var message = new InboundMessage(
                Guid.CreateVersion7(),
                EventTypes.OrderCreated,
                order,
                [],
                source,
                clock.GetUtcNow(),
                default(ActivityContext));
            var properties = new BasicProperties { AppId = source };
            var delivery = new Delivery(1, false, properties, []) { Message = source == "garbage" ? null : message };
            Assert.True(deliveries.Writer.TryWrite(delivery));
        }
    }
}
