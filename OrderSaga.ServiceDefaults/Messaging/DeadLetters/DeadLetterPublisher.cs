using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.DeadLetters;

/// <summary>
/// Publishes messages to the dead-letter queue, on a connection of its own that the first message opens. During a memory or disk alarm the
/// broker reads nothing from a connection that has published, so on the consumer's connection it would not see the acknowledgements
/// (https://www.rabbitmq.com/docs/alarms). One caller at a time.
/// </summary>
internal sealed partial class DeadLetterPublisher(
    IConnectionFactory connectionFactory, Topology topology, IOptions<MessagingOptions> options, TimeProvider clock, ILogger<DeadLetterPublisher> logger)
{
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(10);

    private readonly MessagingOptions messaging = options.Value;
    private readonly OutageLog outage = new(fault => LogNotPublished(logger, fault, options.Value.DeadLetterQueue));
    private BlockedState flow = new();
    private IConnection? connection;
    private IChannel? channel;

    private bool IsBlocked => flow.IsBlocked && connection is { IsOpen: true };

    /// <returns>True when the broker has confirmed the message. False when it does not take the message now: try again later.</returns>
    public async Task<bool> TryPublishAsync(IFailedMessage message, BasicProperties properties, CancellationToken cancellationToken)
    {
        try
        {
            if (message.Publishing is null)
            {
                if (IsBlocked)
                {
                    return false;
                }

                channel ??= await OpenAsync(cancellationToken);
                message.Publishing = channel.BasicPublishAsync(
                    "", messaging.DeadLetterQueue, mandatory: true, properties, message.Body, cancellationToken).AsTask();
            }

            await Task.WhenAny(message.Publishing, flow.WhenBlocked, Task.Delay(ConfirmTimeout, clock, cancellationToken));
            if (!message.Publishing.IsCompleted && IsBlocked)
            {
                // The broker has half of the message, and reads the rest when the alarm is over.
                return false;
            }

            await message.Publishing.WaitAsync(TimeSpan.Zero, clock, cancellationToken);
            outage.Succeeded();
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            outage.Failed(e);
            message.Publishing = null;
            await EndAsync();
            return false;
        }
    }

    /// <summary>Ends the connection. The next message opens another one.</summary>
    public async Task EndAsync()
    {
        if (connection is { } ended)
        {
            (connection, channel) = (null, null);
            await ended.EndAsync(clock, flow.IsBlocked);
        }
    }

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        connection = await connectionFactory.OpenAsync(messaging.Service + " dead-letter publisher", clock, cancellationToken);
        flow = BlockedState.Of(connection);
        var confirming = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        var opened = await connection.CreateChannelAsync(confirming, cancellationToken);
        await topology.DeclareAsync(opened, cancellationToken);
        return opened;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A message could not be published to {Queue}. It is kept and tried again, and so are others until one succeeds")]
    private static partial void LogNotPublished(ILogger logger, Exception fault, string queue);
}
