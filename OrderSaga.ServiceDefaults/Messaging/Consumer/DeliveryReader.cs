using System.Threading.Channels;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>Puts what the broker delivers where the batch loop takes it from. The prefetch bounds how much lies there.</summary>
internal sealed class DeliveryReader(IChannel channel) : AsyncDefaultBasicConsumer(channel)
{
    private readonly Channel<Delivery> deliveries = System.Threading.Channels.Channel.CreateUnbounded<Delivery>(
        new UnboundedChannelOptions { SingleReader = true });

    public ChannelReader<Delivery> Deliveries => deliveries.Reader;

    /// <summary>Lets a delivery that was set aside come again. Nothing happens when the session is over: the broker redelivers it.</summary>
    public void Return(Delivery delivery) => deliveries.Writer.TryWrite(delivery);

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
        deliveries.Writer.TryWrite(DeliveryParser.Parse(deliveryTag, redelivered, properties, body));
        return Task.CompletedTask;
    }

    /// <summary>The broker ends a consumer whose queue is deleted; the session then ends too, and declares the queue anew.</summary>
    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        deliveries.Writer.TryComplete();
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }

    public override Task HandleChannelShutdownAsync(object channel, RabbitMQ.Client.Events.ShutdownEventArgs reason)
    {
        deliveries.Writer.TryComplete();
        return base.HandleChannelShutdownAsync(channel, reason);
    }
}
