using OrderSaga.Contracts;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using RabbitMQ.Client;

namespace OrderSaga.Web.Feed;

/// <summary>One connection on which the page listens to everything on the exchange, through a queue of its own, until it breaks.</summary>
internal sealed class FeedSession : IAsyncDisposable
{
    private const string Everything = "#";

    /// <summary>Messages that the broker keeps for the page when it is slow; beyond that the oldest go.</summary>
    private const int QueueLength = 10_000;

    private static readonly string[] ServiceQueues = [Routes.OrderService, Routes.InventoryService, Routes.PaymentService];

    private readonly TaskCompletionSource<string> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IConnection connection;
    private readonly TimeProvider clock;
    private IChannel channel = null!;
    private string queue = "";

    private FeedSession(IConnection connection, TimeProvider clock) => (this.connection, this.clock) = (connection, clock);

    /// <summary>Whether what is published now comes here; what was published before may still be on its way.</summary>
    public bool IsListening { get; private set; } = true;

    /// <summary>Completes when nothing will come any more, with the reason in words.</summary>
    public Task<string> Ended => ended.Task;

    /// <param name="connections">Makes the connection. Its automatic recovery must be off: whoever waits for the end starts over.</param>
    /// <param name="clock">Measures how long connecting takes.</param>
    /// <param name="received">Called for each message, one after the other; must not block.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FeedSession> OpenAsync(
        IConnectionFactory connections,
        TimeProvider clock,
        Action<IReadOnlyBasicProperties, ReadOnlyMemory<byte>> received,
        CancellationToken cancellationToken)
    {
        var session = new FeedSession(await connections.OpenAsync("web: what the page watches", clock, cancellationToken), clock);
        try
        {
            await session.SubscribeAsync(received, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ceases to listen, or begins again; one caller at a time. When the broker does not do it, the session ends.</summary>
    public async Task ListenAsync(bool listen, CancellationToken cancellationToken)
    {
        if (listen == IsListening)
        {
            return;
        }

        try
        {
            // What the broker need not route costs it nothing; to let it route and throw away would cost it as much as to send.
            await (listen
                ? channel.QueueBindAsync(queue, Routes.Exchange, Everything, cancellationToken: cancellationToken)
                : channel.QueueUnbindAsync(queue, Routes.Exchange, Everything, cancellationToken: cancellationToken));
            IsListening = listen;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await EndAsync("The broker would not change what the page listens to: " + e.Message);
        }
    }

    public async ValueTask DisposeAsync() => await connection.EndAsync(clock);

    private async Task SubscribeAsync(Action<IReadOnlyBasicProperties, ReadOnlyMemory<byte>> received, CancellationToken cancellationToken)
    {
        connection.ConnectionShutdownAsync += (_, shutdown) => EndAsync("The connection to the broker was lost: " + shutdown.ReplyText);
        channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);

        // With a queue bound to '#', no message is ever unroutable, and the relays' mandatory flag could not tell them that a
        // service's queue is missing. So the page does not listen before those queues exist.
        foreach (var service in ServiceQueues)
        {
            await channel.QueueDeclarePassiveAsync(service, cancellationToken);
        }

        var declared = await channel.QueueDeclareAsync(
            queue: "",
            durable: false,
            exclusive: true,
            autoDelete: true,
            arguments: new Dictionary<string, object?> { ["x-max-length"] = QueueLength, ["x-overflow"] = "drop-head" },
            cancellationToken: cancellationToken);
        queue = declared.QueueName;
        await channel.QueueBindAsync(queue, Routes.Exchange, Everything, cancellationToken: cancellationToken);

        var consumer = new FeedConsumer(channel, received, () => ended.TrySetResult("The broker took the page's queue away."));

        // Acknowledging would make the broker keep what the page is slow to read; a picture may have gaps.
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer, cancellationToken);
        channel.ChannelShutdownAsync += (_, shutdown) => EndAsync("The broker closed the channel: " + shutdown.ReplyText);
        if (!channel.IsOpen)
        {
            await EndAsync("The connection to the broker was lost.");
        }
    }

    private Task EndAsync(string reason)
    {
        ended.TrySetResult(reason);
        return Task.CompletedTask;
    }
}
