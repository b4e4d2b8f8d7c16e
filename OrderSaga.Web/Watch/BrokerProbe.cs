using OrderSaga.Contracts;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Story;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.Web.Watch;

/// <summary>
/// Asks the broker how deep the queues are, with passive declarations: they need no management plugin and no rights beyond those
/// of the page's own connection. One caller at a time.
/// </summary>
public sealed class BrokerProbe(IConnectionFactory connections, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const ushort NotFound = 404;

    private IConnection? connection;

    /// <summary>The depth of each service's queue and of its dead letters; a queue that does not exist is left out.</summary>
    public async Task<Answer<IReadOnlyDictionary<string, QueueDepth>>> ReadAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            var depths = new Dictionary<string, QueueDepth>();
            foreach (var service in Lanes.All.Select(lane => lane.Service()))
            {
                await AddAsync(depths, service, timeout.Token);
                await AddAsync(depths, Routes.DeadLetterQueue(service), timeout.Token);
            }

            return new(AnswerKind.Ok, depths, null);
        }
        catch (Exception e) when (e is BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException or OperationCanceledException or IOException)
        {
            await CloseAsync();
            return new(AnswerKind.Down, null, "The broker does not answer.");
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task AddAsync(Dictionary<string, QueueDepth> depths, string queue, CancellationToken cancellationToken)
    {
        connection ??= await connections.CreateConnectionAsync("web: queue depths", cancellationToken);

        // A channel for each question, since the broker answers a missing queue by closing it.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            var found = await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            depths[queue] = new(queue, found.MessageCount, (int)found.ConsumerCount);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == NotFound)
        {
            // Left out.
        }
    }

    private async Task CloseAsync()
    {
        if (connection is not null)
        {
            var ended = connection;
            connection = null;
            await ended.EndAsync(clock);
        }
    }
}
