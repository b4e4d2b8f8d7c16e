using RabbitMQ.Client;

namespace OrderSaga.Web.Feed;

/// <summary>
/// Takes what the broker sends, which acknowledges nothing. The client's event-driven consumer would make an object of each message
/// and call each of its subscribers by way of a task.
/// </summary>
/// <param name="channel">Closed with its connection.</param>
/// <param name="received">Called for each message, one after the other; must not block. The body is only lent.</param>
/// <param name="cancelled">The broker took the queue away, or the channel was closed.</param>
internal sealed class FeedConsumer(IChannel channel, Action<IReadOnlyBasicProperties, ReadOnlyMemory<byte>> received, Action cancelled)
    : AsyncDefaultBasicConsumer(channel)
{
    public override Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        received(properties, body);
        return Task.CompletedTask;
    }

    protected override async Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
    {
        await base.OnCancelAsync(consumerTags, cancellationToken);
        cancelled();
    }
}
