using OrderSaga.ServiceDefaults.Messaging.Broker;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>
/// One channel's life: what it delivered, what is set aside for another attempt, and how it is acknowledged. It ends with its connection, which
/// gives back to the broker what is not acknowledged; to close it before that takes an answer, for which the client waits 20 s.
/// </summary>
internal sealed class ConsumerSession
{
    private readonly IChannel channel;
    private readonly MessagingOptions messaging;
    private readonly TimeProvider clock;
    private readonly DeliveryReader reader;
    private string consumerTag = "";

    private ConsumerSession(IChannel channel, MessagingOptions messaging, TimeProvider clock)
    {
        (this.channel, this.messaging, this.clock) = (channel, messaging, clock);
        reader = new DeliveryReader(channel);
    }

    public static async Task<ConsumerSession> OpenAsync(
        IConnection connection, MessagingOptions messaging, ushort prefetch, TimeProvider clock, CancellationToken cancellationToken)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var session = new ConsumerSession(channel, messaging, clock);
        await channel.BasicQosAsync(prefetchSize: 0, prefetch, global: false, cancellationToken);
        return session;
    }

    public System.Threading.Channels.ChannelReader<Delivery> Deliveries => reader.Deliveries;

    /// <summary>Has the broker hand out messages from now on.</summary>
    public async Task StartConsumingAsync(CancellationToken cancellationToken) =>
        consumerTag = await channel.BasicConsumeAsync(messaging.Service, autoAck: false, reader, cancellationToken);

    /// <summary>
    /// Has the broker hand out no more. What is in hand is still to be handled and acknowledged: to give it back would count as a
    /// delivery that failed.
    /// </summary>
    public Task StopConsumingAsync(CancellationToken cancellationToken) =>
        channel.BasicCancelAsync(consumerTag, noWait: false, cancellationToken);

    /// <summary>Acknowledges a delivery whose effects are committed. Each by itself: no unhandled message is ever acknowledged with it.</summary>
    public ValueTask AcknowledgeAsync(Delivery delivery) => channel.BasicAckAsync(delivery.Tag, multiple: false);

    /// <summary>Takes a delivery out of the way of the others; it comes again after <paramref name="delay"/>.</summary>
    public void Defer(Delivery delivery, TimeSpan delay) => _ = ReturnAfterAsync(delivery, delay);

    private async Task ReturnAfterAsync(Delivery delivery, TimeSpan delay)
    {
        await Task.Delay(delay, clock);
        reader.Return(delivery);
    }
}
