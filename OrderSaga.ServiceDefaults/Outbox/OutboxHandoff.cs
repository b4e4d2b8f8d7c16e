using System.Collections.Concurrent;
using System.Threading.Channels;

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

    private volatile bool isOpen;

    /// <summary>Whether a relay is connected to the broker; while none is, what is emitted waits in the table.</summary>
    public bool IsOpen => isOpen;

    internal ChannelReader<OutboxMessage> Reader => channel.Reader;

    /// <summary>Offers rows just committed. Never blocks and never throws.</summary>
    public void Offer(IReadOnlyList<OutboxMessage> committed)
    {
        for (var i = 0; i < committed.Count && isOpen; i++)
        {
            held.TryAdd(committed[i].MessageId, 0);
            if (!channel.Writer.TryWrite(committed[i]))
            {
                held.TryRemove(committed[i].MessageId, out _);
                return;
            }
        }
    }

    /// <summary>A relay has a channel to the broker and takes what is offered.</summary>
    internal void Open() => isOpen = true;

    /// <summary>Without a broker rows wait in the table alone: an outage, however long, costs no memory.</summary>
    internal void Close()
    {
        isOpen = false;
        while (channel.Reader.TryRead(out _))
        {
        }

        held.Clear();
    }

    internal bool IsHeld(Guid messageId) => held.ContainsKey(messageId);

    internal void Release(Guid messageId) => held.TryRemove(messageId, out _);
}
