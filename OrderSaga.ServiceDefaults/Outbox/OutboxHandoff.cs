using System.Threading.Channels;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>
/// The way from a commit to the relay, in memory, so that the hot path never polls the table. It is bounded and may drop: the row
/// is the record, and the sweep finds what was not handed over.
/// </summary>
public sealed class OutboxHandoff
{
    private readonly Channel<OutboxMessage> channel = Channel.CreateBounded<OutboxMessage>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Messages held in memory at the most, about 10 MB of them.</summary>
    public const int Capacity = 16_384;

    internal ChannelReader<OutboxMessage> Reader => channel.Reader;

    /// <summary>Set while the broker is away: rows then wait in the table alone, whose size is no matter for memory.</summary>
    internal bool Closed { get; set; }

    /// <summary>Set when something was not handed over, so that the sweep need not wait for its interval.</summary>
    internal bool Overflowed { get; set; }

    /// <summary>Offers rows just committed. Never blocks and never throws.</summary>
    public void Offer(IReadOnlyList<OutboxMessage> committed)
    {
        for (var i = 0; i < committed.Count; i++)
        {
            if (Closed || !channel.Writer.TryWrite(committed[i]))
            {
                Overflowed = true;
                return;
            }
        }
    }
}
