using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>Publishes rows of the outbox on one channel, with many in flight.</summary>
internal interface IPublisher : IAsyncDisposable
{
    /// <summary>
    /// Completes, with the reason, when the channel was closed by somebody else: the broker answers for nothing that is in flight any more.
    /// </summary>
    Task<Exception> Closed { get; }

    /// <summary>How far the broker has come with its answers.</summary>
    PublisherProgress Progress { get; }

    /// <summary>Returns when the message is on its way, not when it is confirmed.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.AlreadyClosedException">The channel is closed; see <see cref="Closed"/>.</exception>
    ValueTask PublishAsync(OutboxMessage message, CancellationToken cancellationToken);

    /// <summary>Returns when nothing is in flight any more.</summary>
    /// <exception cref="OperationCanceledException">The broker has not answered for all of it in time.</exception>
    /// <exception cref="RabbitMQ.Client.Exceptions.AlreadyClosedException">The channel is closed; see <see cref="Closed"/>.</exception>
    Task DrainAsync(CancellationToken cancellationToken);
}

/// <summary>How far the broker has come.</summary>
/// <param name="InFlight">Messages that it has not answered for.</param>
/// <param name="Answered">Messages that it has answered for so far.</param>
internal readonly record struct PublisherProgress(int InFlight, long Answered);

/// <summary>Opens publishers.</summary>
internal interface IPublisherFactory
{
    /// <param name="connection">The connection to open a channel on.</param>
    /// <param name="answered">Called for each message when its answer is known, on any thread: it must not block.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    Task<IPublisher> OpenAsync(IConnection connection, Action<OutboxMessage, PublishOutcome> answered, CancellationToken cancellationToken);
}
