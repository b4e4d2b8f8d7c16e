using System.Collections.Concurrent;
using System.Threading.Channels;
using OrderSaga.ServiceDefaults.Messaging.Broker;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>
/// Hands committed messages to the relay, in memory, so that the relay need not poll the table. It is bounded and may refuse a message: the
/// row is the record, and the sweep finds it.
/// </summary>
public sealed class OutboxChannel
{
    /// <summary>Messages held in memory at the most, about 10 MB of them.</summary>
    public const int Capacity = 16_384;

    private readonly Channel<OutboxMessage> channel = Channel.CreateBounded<OutboxMessage>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    // From the enqueue until the row is deleted or left to the sweep.
    private readonly ConcurrentDictionary<Guid, byte> inFlight = new();

    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile BlockedState? flow;
    private volatile bool takesMessages;

    /// <summary>
    /// Whether a relay is connected to a broker that takes what it publishes. If not, what is emitted waits: in the table, and as far as
    /// <see cref="Capacity"/> goes also in memory while the broker has only blocked the connection (memory or disk alarm).
    /// </summary>
    public bool IsOpen => flow is { IsBlocked: false };

    /// <summary>Returns once a relay has connected for the first time, whether the broker then takes messages or not.</summary>
    public Task WhenConnectedAsync(CancellationToken cancellationToken) => opened.Task.WaitAsync(cancellationToken);

    internal ChannelReader<OutboxMessage> Reader => channel.Reader;

    /// <summary>Enqueues messages just committed. Never blocks and never throws.</summary>
    public void Enqueue(IReadOnlyList<OutboxMessage> committed)
    {
        for (var i = 0; i < committed.Count && takesMessages; i++)
        {
            inFlight.TryAdd(committed[i].MessageId, 0);
            if (!channel.Writer.TryWrite(committed[i]))
            {
                inFlight.TryRemove(committed[i].MessageId, out _);
                return;
            }
        }
    }

    /// <summary>A relay has a channel to the broker.</summary>
    /// <param name="connection">
    /// The relay's connection. Messages are enqueued even while it is blocked, up to the capacity: many alarms last for a moment only, and a
    /// refused row waits for the sweep's grace.
    /// </param>
    /// <param name="takes">Whether the relay takes messages from memory.</param>
    internal void Open(BlockedState connection, bool takes = true)
    {
        inFlight.Clear();
        (flow, takesMessages) = (connection, takes);
        opened.TrySetResult();
    }

    /// <summary>Without a broker rows wait in the table alone: an outage, however long, costs no memory.</summary>
    internal void Close()
    {
        (flow, takesMessages) = (null, false);
        while (channel.Reader.TryRead(out _))
        {
        }

        inFlight.Clear();
    }

    /// <summary>A row was sent by a sweep whose claim is abandoned.</summary>
    internal void MarkInFlight(Guid messageId) => inFlight.TryAdd(messageId, 0);

    internal bool IsInFlight(Guid messageId) => inFlight.ContainsKey(messageId);

    internal void Release(Guid messageId) => inFlight.TryRemove(messageId, out _);
}
