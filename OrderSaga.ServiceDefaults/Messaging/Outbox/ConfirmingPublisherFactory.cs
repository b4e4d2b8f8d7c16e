using Microsoft.Extensions.Options;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <inheritdoc/>
internal sealed class ConfirmingPublisherFactory(IOptions<OutboxOptions> options, IOptions<MessagingOptions> messaging) : IPublisherFactory
{
    public async Task<IPublisher> OpenAsync(
        IConnection connection, Action<OutboxMessage, PublishOutcome> answered, CancellationToken cancellationToken) =>
        await ConfirmingPublisher.OpenAsync(connection, messaging.Value, options.Value.MaxInFlight, answered, cancellationToken);
}
