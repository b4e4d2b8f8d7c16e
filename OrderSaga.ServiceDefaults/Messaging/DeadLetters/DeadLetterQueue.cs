using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.DeadLetters;

/// <summary>
/// The operator's hands on a service's dead-letter queue. Each action opens a connection of its own, which are rare and then few; what it
/// takes and does not settle goes back to the queue when that connection closes.
/// </summary>
internal sealed partial class DeadLetterQueue(
    IConnectionFactory connectionFactory, Topology topology, IOptions<MessagingOptions> options, TimeProvider clock, ILogger<DeadLetterQueue> logger)
{
    private readonly MessagingOptions messaging = options.Value;

    private string Queue => messaging.DeadLetterQueue;

    /// <summary>Looks at up to <paramref name="limit"/> dead letters and leaves them in the queue.</summary>
    public Task<DeadLetterPage> ListAsync(int limit, CancellationToken cancellationToken) =>
        WithChannelAsync(
            async channel =>
            {
                var total = await channel.MessageCountAsync(Queue, cancellationToken);
                var items = new List<DeadLetter>();
                while (items.Count < limit && await channel.BasicGetAsync(Queue, autoAck: false, cancellationToken) is { } letter)
                {
                    items.Add(DeadLetterReader.Read(letter));
                }

                return new DeadLetterPage(Queue, Math.Max(total, items.Count), items);
            },
            cancellationToken);

    /// <summary>
    /// Sends dead letters to the service's own queue again (no other service failed on them), with the id, body and trace they came
    /// with, and answers how many. Each leaves the dead letters only once the broker has confirmed it.
    /// </summary>
    /// <param name="messageIds">Which; null or empty means all.</param>
    /// <param name="cancellationToken">Ends the action; the others stay in the queue.</param>
    public Task<long> ReplayAsync(IReadOnlyCollection<string>? messageIds, CancellationToken cancellationToken) =>
        WithChannelAsync(
            async channel =>
            {
                var wanted = messageIds is { Count: > 0 } ? messageIds.ToHashSet(StringComparer.OrdinalIgnoreCase) : null;
                var sent = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                while (await channel.BasicGetAsync(Queue, autoAck: false, cancellationToken) is { } letter)
                {
                    var id = DeadLetterReader.IdOf(letter);
                    // A message may fail and come back meanwhile. It is replayed once. (The broker's count is no bound: it is zero when a
                    // busy broker did not answer in time.)
                    if ((wanted is null || wanted.Contains(id)) && sent.Add(id))
                    {
                        var properties = DeadLetterReader.WithoutReason(letter);
                        using var span = DeadLetterSpans.StartReplay(properties, messaging);
                        await channel.BasicPublishAsync("", messaging.Service, mandatory: true, properties, letter.Body, cancellationToken);
                        await channel.BasicAckAsync(letter.DeliveryTag, multiple: false, cancellationToken);
                    }
                }

                var replayed = (long)sent.Count;
                LogReplayed(replayed, Queue);
                return replayed;
            },
            cancellationToken);

    /// <summary>Deletes all dead letters, and answers how many there were.</summary>
    public Task<long> PurgeAsync(CancellationToken cancellationToken) =>
        WithChannelAsync<long>(
            async channel =>
            {
                var purged = await channel.QueuePurgeAsync(Queue, cancellationToken);
                LogPurged(purged, Queue);
                return purged;
            },
            cancellationToken);

    private async Task<T> WithChannelAsync<T>(Func<IChannel, Task<T>> action, CancellationToken cancellationToken)
    {
        await using var connection = await connectionFactory.OpenAsync(messaging.Service + " dead letters", clock, cancellationToken);
        var confirming = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(confirming, cancellationToken);
        await topology.DeclareAsync(channel, cancellationToken);
        return await action(channel);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Replayed {Count} dead letters of {Queue}")]
    private partial void LogReplayed(long count, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Purged {Count} dead letters of {Queue}")]
    private partial void LogPurged(long count, string queue);
}
