using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderSaga.ServiceDefaults.Messaging;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Consumer;

/// <summary>
/// Publishes what is parked, on a connection of its own, opened with the first. A broker that is short of memory or disk reads nothing more from a
/// connection that has published: on the consumer's it would not see the acknowledgements either, and hand out nothing more. One caller at a time.
/// </summary>
internal sealed partial class ParkingPublisher(
    IConnectionFactory connectionFactory, Topology topology, IOptions<MessagingOptions> options, TimeProvider clock, ILogger<ParkingPublisher> logger)
{
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(10);

    private readonly MessagingOptions messaging = options.Value;
    private ConnectionFlow flow = new();
    private IConnection? connection;
    private IChannel? channel;
    private bool failing;

    private bool IsBlocked => flow.IsBlocked && connection is { IsOpen: true };

    /// <returns>
    /// True when the broker has confirmed it. False when it does not take it for now: to be asked again later, with the same delivery.
    /// </returns>
    public async Task<bool> TryPublishAsync(Delivery delivery, BasicProperties properties, CancellationToken cancellationToken)
    {
        try
        {
            if (delivery.Parking is null)
            {
                if (IsBlocked)
                {
                    return false;
                }

                channel ??= await OpenAsync(cancellationToken);
                delivery.Parking = channel.BasicPublishAsync("", messaging.DeadLetterQueue, mandatory: true, properties, delivery.Body, cancellationToken).AsTask();
            }

            await Task.WhenAny(delivery.Parking, flow.WhenBlocked, Task.Delay(ConfirmTimeout, clock, cancellationToken));
            if (!delivery.Parking.IsCompleted && IsBlocked)
            {
                // The broker has half of it, and reads the rest when the alarm is over.
                return false;
            }

            await delivery.Parking.WaitAsync(TimeSpan.Zero, clock, cancellationToken);
            failing = false;
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (!failing)
            {
                LogNotParked(e, messaging.DeadLetterQueue);
            }

            failing = true;
            delivery.Parking = null;
            await EndAsync();
            return false;
        }
    }

    /// <summary>Ends the connection; the next message opens another.</summary>
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
        connection = await connectionFactory.OpenAsync(messaging.Service + " parking", clock, cancellationToken);
        flow = ConnectionFlow.Of(connection);
        var confirming = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        var opened = await connection.CreateChannelAsync(confirming, cancellationToken);
        await topology.DeclareAsync(opened, cancellationToken);
        return opened;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A message could not be parked in {Queue}; it is kept and tried again, as are others until one is parked")]
    private partial void LogNotParked(Exception fault, string queue);
}
