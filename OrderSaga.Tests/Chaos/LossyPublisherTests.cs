using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Outbox;


namespace OrderSaga.Tests.Chaos;

public sealed class LossyPublisherTests
{
    private readonly RelayChaos chaos = new();
    private readonly FakePublisher broker = new();
    private readonly List<OutboxMessage> confirmed = [];

    [Fact]
    public async Task Publish_Calm_GoesThroughOnce()
    {
        var messages = await PublishAsync(3);

        Assert.Equal(messages, broker.Published);
        Assert.Empty(confirmed);
    }

    [Fact]
    public async Task Publish_DropNext_CountsAsConfirmedAndIsNeverSent()
    {
        chaos.Set(drop: 2, duplicate: 0);

        var messages = await PublishAsync(3);

        Assert.Equal(messages[..2], confirmed);
        Assert.Equal(messages[2..], broker.Published);
        Assert.Equal(0, chaos.DropNext);
    }

    [Fact]
    public async Task Publish_DuplicateNext_IsSentTwiceUnderOneId()
    {
        chaos.Set(drop: 0, duplicate: 1);

        var messages = await PublishAsync(2);

        Assert.Equal([messages[0], messages[0], messages[1]], broker.Published);
        Assert.Equal(0, chaos.DuplicateNext);
    }

    [Fact]
    public async Task Take_ByManyAtOnce_NeverMoreThanAskedFor()
    {
        chaos.Set(drop: 1000, duplicate: 0);

        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 500).Count(_ => chaos.TakeDrop()))));

        Assert.Equal(1000, taken.Sum());
    }

    private async Task<OutboxMessage[]> PublishAsync(int count)
    {
        await using var publisher = new LossyPublisher(broker, chaos, new MessagingOptions(), (message, outcome) =>
        {
            Assert.Null(outcome.RefusedBecause);
            confirmed.Add(message);
        });
        OutboxMessage[] messages =
        [
            .. Enumerable.Range(0, count).Select(_ => new OutboxMessage(
                Guid.CreateVersion7(), Guid.CreateVersion7(), "ORDER_CREATED", "{}", Trace: default, DateTimeOffset.UnixEpoch)),
        ];
        foreach (var message in messages)
        {
            await publisher.PublishAsync(message, TestContext.Current.CancellationToken);
        }

        return messages;
    }

    private sealed class FakePublisher : IPublisher
    {
        public List<OutboxMessage> Published { get; } = [];

        public Task<Exception> Closed { get; } = new TaskCompletionSource<Exception>().Task;

        public PublisherProgress Progress => default;

        public ValueTask PublishAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            Published.Add(message);
            return ValueTask.CompletedTask;
        }

        public Task DrainAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
