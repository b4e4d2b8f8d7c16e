using System.Threading.Channels;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Events;
using OrderSaga.Web.Watch;

namespace OrderSaga.Web.Feed;

/// <summary>
/// What is known from the exchange. Messages are taken from the connection at once and read by another loop, so that neither the
/// broker nor the client ever waits for this page; when that loop falls behind, the oldest are let go and counted.
/// </summary>
public sealed class LiveFeed
{
    private const int BufferedMessages = 8_192;

    /// <summary>What arrives within this is read at once; the buffer holds it at eighty thousand messages a second.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider clock;
    private readonly Channel<RawMessage> arrived;
    private long skipped;

    public LiveFeed(TimeProvider clock)
    {
        this.clock = clock;
        Rates = new MessageRates(clock);
        Durations = new DurationHistory(clock);
        arrived = Channel.CreateBounded<RawMessage>(
            new BoundedChannelOptions(BufferedMessages) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest },
            _ => Interlocked.Increment(ref skipped));
    }

    public SagaWindow Window { get; } = new();

    public MessageRates Rates { get; }

    public DurationHistory Durations { get; }

    /// <summary>Why nothing comes in at the moment, in words; null while the page is listening.</summary>
    public string? Silence { get; set; } = "Connecting to the broker …";

    /// <summary>Whether messages come in: not while nobody looks and there are more than the page follows for nobody's sake.</summary>
    public bool IsListening
    {
        get => Rates.IsListening;
        set => Rates.IsListening = value;
    }

    /// <summary>Messages that passed too fast to be shown.</summary>
    public long Skipped => Interlocked.Read(ref skipped);

    /// <summary>Never waits and never throws.</summary>
    public void Offer(RawMessage message) => arrived.Writer.TryWrite(message);

    /// <summary>Reads until cancelled.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (await arrived.Reader.WaitToReadAsync(cancellationToken))
        {
            while (arrived.Reader.TryRead(out var raw))
            {
                Read(raw);
            }

            // To wake up for each message costs more than to read it, and no page draws faster than this.
            await Task.Delay(Gathering, clock, cancellationToken);
        }
    }

    private void Read(RawMessage raw)
    {
        if (MessageReader.Read(raw) is not { } message)
        {
            return;
        }

        Rates.Count(message.Type);
        Window.Add(message);
        if (DecidesLast(message.Type) && UuidTime.Of(message.OrderId) is { } started)
        {
            Durations.Add(message.SeenAt - started);
        }
    }

    // The message with which a saga usually ends; the id of an order tells when it began.
    private static bool DecidesLast(string type) =>
        type is EventTypes.PaymentSuccess or EventTypes.InventoryRejected or EventTypes.InventoryRefunded;
}
