using Microsoft.Extensions.Options;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Chaos;

/// <inheritdoc/>
internal sealed class LossyPublisherFactory(
    ConfirmingPublisherFactory inner, RelayChaos chaos, IOptions<MessagingOptions> messaging) : IPublisherFactory
{
    public async Task<IPublisher> OpenAsync(
        IConnection connection, Action<OutboxMessage, PublishOutcome> answered, CancellationToken cancellationToken) =>
        new LossyPublisher(await inner.OpenAsync(connection, answered, cancellationToken), chaos, messaging.Value, answered);
}
