using System.Buffers.Binary;
using System.Diagnostics;

namespace OrderSaga.ServiceDefaults.TraceCopies;

/// <summary>
/// Which traces are copied: all of them while there are few; a half, a quarter and so on while there are more than
/// <paramref name="spansPerSecond"/> allows. The bits of the trace id decide, which are random
/// (https://www.w3.org/TR/trace-context-2/#random-trace-id-flag): what the busiest service keeps the others keep too, so that it is whole.
/// Counts are approximate when many threads end spans at once. Half a second after the last of many all are copied again.
/// </summary>
internal sealed class TraceShare(int spansPerSecond, TimeProvider clock)
{
    private const int MostBits = 16;
    private const int GlancesInAWindow = 4;
    private const int RandomBytes = 2;
    private const int TraceIdBytes = 16;

    /// <summary>What may be kept is counted anew in each of these: a burst of a few hundred is kept whole.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    /// <summary>What comes is counted anew in each of these: who looks at a trace right after a burst wants to see it whole.</summary>
    private static readonly TimeSpan Glance = Window / GlancesInAWindow;

    private long windowStart = clock.GetTimestamp();
    private long glanceStart = clock.GetTimestamp();
    private int offered;
    private int kept;
    private volatile int bits;

    /// <summary>Whether the spans of this trace go to the page at the moment.</summary>
    public bool Keeps(ActivityTraceId traceId)
    {
        var now = clock.GetTimestamp();
        if (HasPassed(Window, ref windowStart, now, out _))
        {
            Interlocked.Exchange(ref kept, 0);
        }

        if (HasPassed(Glance, ref glanceStart, now, out var elapsed))
        {
            // What came longer ago says nothing: since then nothing has.
            var came = Interlocked.Exchange(ref offered, 0);
            bits = Math.Min(bits, EnoughFor(elapsed < 2 * Glance ? came * GlancesInAWindow : 0));
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

    // True for one thread alone.
    private bool HasPassed(TimeSpan time, ref long since, long now, out TimeSpan elapsed)
    {
        var start = Volatile.Read(ref since);
        elapsed = clock.GetElapsedTime(start, now);
        return elapsed >= time && Interlocked.CompareExchange(ref since, now, start) == start;
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
