using System.Buffers.Binary;
using System.Diagnostics;

namespace OrderSaga.ServiceDefaults.TraceCopies;

/// <summary>
/// Which traces are copied: all of them while there are few; a half, a quarter and so on while there are more than
/// <paramref name="spansPerSecond"/> allows. The bits of the trace id decide, which are random
/// (https://www.w3.org/TR/trace-context-2/#random-trace-id-flag): what the busiest service keeps the others keep too, so that it is whole.
/// Counts are approximate when many threads end spans at once. All are copied again from the second after the last in which there were many.
/// </summary>
internal sealed class TraceShare(int spansPerSecond, TimeProvider clock)
{
    private const int MostBits = 16;
    private const int RandomBytes = 2;
    private const int TraceIdBytes = 16;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private long windowStart = clock.GetTimestamp();
    private int offered;
    private int kept;
    private volatile int bits;

    /// <summary>Whether the spans of this trace go to the page at the moment.</summary>
    public bool Keeps(ActivityTraceId traceId)
    {
        var start = Volatile.Read(ref windowStart);
        var now = clock.GetTimestamp();
        var elapsed = clock.GetElapsedTime(start, now);
        if (elapsed >= Window && Interlocked.CompareExchange(ref windowStart, now, start) == start)
        {
            Interlocked.Exchange(ref kept, 0);
            var came = Interlocked.Exchange(ref offered, 0);

            // What came longer ago says nothing: since then there was a whole window without any.
            bits = Math.Min(bits, EnoughFor(elapsed < 2 * Window ? came : 0));
        }

        Interlocked.Increment(ref offered);
        if (!IsChosen(traceId, bits))
        {
            return false;
        }

        if (Interlocked.Increment(ref kept) > spansPerSecond)
        {
            Interlocked.Exchange(ref kept, 0);
            bits = Math.Min(MostBits, bits + 1);
        }

        return true;
    }

    // Half of what is allowed, so that what is kept does not swing to twice as much and back.
    private int EnoughFor(int spans)
    {
        var enough = 0;
        while (enough < MostBits && spans >> enough > spansPerSecond / 2)
        {
            enough++;
        }

        return enough;
    }

    private static bool IsChosen(ActivityTraceId traceId, int bits)
    {
        if (bits == 0)
        {
            return true;
        }

        Span<byte> id = stackalloc byte[TraceIdBytes];
        traceId.CopyTo(id);
        return (BinaryPrimitives.ReadUInt16BigEndian(id[^RandomBytes..]) & ((1 << bits) - 1)) == 0;
    }
}
