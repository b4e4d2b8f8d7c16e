using System.Collections.Concurrent;
using System.Threading.Channels;
using OrderSaga.ServiceDefaults.Messaging;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>
/// The way from a commit to the relay, in memory, so that the hot path never polls the table. It is bounded and may refuse: the row
/// is the record, and the sweep finds what was not handed over.
/// </summary>
public sealed class OutboxHandoff
{
    /// <summary>Messages held in memory at the most, about 10 MB of them.</summary>
    public const int Capacity = 16_384;

    private readonly Channel<OutboxMessage> channel = Channel.CreateBounded<OutboxMessage>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    // From the offer until the row is deleted or given up to the sweep, so that the sweep leaves alone what is in hand.
    private readonly ConcurrentDictionary<Guid, byte> held = new();

    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile ConnectionFlow? flow;
    private volatile bool takesOffers;

    /// <summary>
    /// Whether a relay is connected to a broker that takes what it publishes. If not, what is emitted waits: in the table, and as far as
    /// <see cref="Capacity"/> goes also in memory while the broker has only blocked the connection (memory or disk alarm).
    /// </summary>
    public bool IsOpen => flow is { IsBlocked: false };

    /// <summary>Returns once a relay has connected for the first time, whether the broker then takes messages or not.</summary>
    public Task WhenConnectedAsync(CancellationToken cancellationToken) => opened.Task.WaitAsync(cancellationToken);

    internal ChannelReader<OutboxMessage> Reader => channel.Reader;

    /// <summary>Offers rows just committed. Never blocks and never throws.</summary>
    public void Offer(IReadOnlyList<OutboxMessage> committed)
    {
        for (var i = 0; i < committed.Count && takesOffers; i++)
        {
            held.TryAdd(committed[i].MessageId, 0);
            if (!channel.Writer.TryWrite(committed[i]))
            {
                held.TryRemove(committed[i].MessageId, out _);
                return;
            }
        }
    }

    /// <summary>A relay has a channel to the broker.</summary>
    /// <param name="connection">
    /// What the relay publishes on. Offers are taken even while that is blocked, up to the capacity: an alarm may last for a moment and come
    /// again, and a row that was refused would wait for the sweep's grace each time, by when the monitor takes its message for lost.
    /// </param>
    /// <param name="takes">Whether the relay takes what is offered.</param>
    internal void Open(ConnectionFlow connection, bool takes = true)
    {
        held.Clear();
        (flow, takesOffers) = (connection, takes);
        opened.TrySetResult();
    }

    /// <summary>Without a broker rows wait in the table alone: an outage, however long, costs no memory.</summary>
    internal void Close()
    {
        (flow, takesOffers) = (null, false);
        while (channel.Reader.TryRead(out _))
        {
        }

        held.Clear();
    }

    /// <summary>A row is on its way to the broker, and its sweep has let go of it.</summary>
    internal void Hold(Guid messageId) => held.TryAdd(messageId, 0);

    internal bool IsHeld(Guid messageId) => held.ContainsKey(messageId);

    internal void Release(Guid messageId) => held.TryRemove(messageId, out _);
}
