using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Outbox;


namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>
/// Loses messages as a broker would that confirmed them and then lost its disk: the row leaves the outbox, and nobody ever hears of the
/// message. Only the timeout monitor can heal that. Others it sends twice under one id, which is for the readers' inbox.
/// </summary>
internal sealed class LossyPublisher(
    IPublisher inner, RelayChaos chaos, MessagingOptions messaging, Action<OutboxMessage, PublishOutcome> answered) : IPublisher
{
    private static readonly PublishOutcome Confirmed = new(RefusedBecause: null);

    public Task<Exception> Closed => inner.Closed;

    public PublisherProgress Progress => inner.Progress;

    public async ValueTask PublishAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (chaos.TakeDrop())
        {
            var span = PublishSpan.Start(message, messaging.Exchange);
            span?.SetTag("ordersaga.chaos", "lost");
            PublishSpan.End(span, refusedBecause: null);
            answered(message, Confirmed);
            return;
        }

        await inner.PublishAsync(message, cancellationToken);
        if (chaos.TakeDuplicate())
        {
            await inner.PublishAsync(message, cancellationToken);
        }
    }

    public Task DrainAsync(CancellationToken cancellationToken) => inner.DrainAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
