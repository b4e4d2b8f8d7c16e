using Microsoft.Extensions.Options;
using OrderSaga.Contracts;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Broker;

/// <summary>
/// Declares exchange, queues and bindings; all of it is idempotent. Quorum queues and at-least-once dead-lettering as in
/// https://www.rabbitmq.com/docs/quorum-queues.
/// </summary>
internal sealed class Topology(IOptions<MessagingOptions> options)
{
    private readonly MessagingOptions messaging = options.Value;

    public async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var deadLetterExchange = messaging.Exchange + ".dead-letter";
        await channel.ExchangeDeclareAsync(messaging.Exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(deadLetterExchange, ExchangeType.Direct, durable: true, cancellationToken: cancellationToken);
        foreach (var (queue, eventTypes) in messaging.Queues)
        {
            var deadLetters = Routes.DeadLetterQueue(queue);
            await DeclareQueueAsync(channel, deadLetters, DeadLetterArguments(), cancellationToken);
            await channel.QueueBindAsync(deadLetters, deadLetterExchange, queue, cancellationToken: cancellationToken);
            await DeclareQueueAsync(channel, queue, QueueArguments(deadLetterExchange, queue), cancellationToken);
            foreach (var type in eventTypes)
            {
                await channel.QueueBindAsync(queue, messaging.Exchange, type, cancellationToken: cancellationToken);
            }
        }
    }

    private static Task DeclareQueueAsync(
        IChannel channel, string queue, Dictionary<string, object?> arguments, CancellationToken cancellationToken) =>
        channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);

    private Dictionary<string, object?> QueueArguments(string deadLetterExchange, string queue) => new()
    {
        ["x-queue-type"] = "quorum",
        // Explicit, since the default differs: none before RabbitMQ 4.0, 20 from then on.
        ["x-delivery-limit"] = messaging.DeliveryLimit,
        ["x-dead-letter-exchange"] = deadLetterExchange,
        ["x-dead-letter-routing-key"] = queue,
        ["x-dead-letter-strategy"] = "at-least-once",
        // At-least-once dead-lettering is only in force with this overflow behaviour.
        ["x-overflow"] = "reject-publish",
    };

    private static Dictionary<string, object?> DeadLetterArguments() => new()
    {
        ["x-queue-type"] = "quorum",
        // Looking into the queue counts as a delivery; with the default limit of RabbitMQ 4 the twentieth look would drop a message.
        ["x-delivery-limit"] = 1_000_000_000,
    };
}
