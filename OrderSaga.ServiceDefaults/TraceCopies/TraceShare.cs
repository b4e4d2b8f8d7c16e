using System.Buffers.Binary;
using System.Diagnostics;

namespace OrderSaga.ServiceDefaults.TraceCopies;

/// <summary>
/// Which traces are copied: all of them while there are few; a half, a quarter and so on while there are more than
/// <paramref name="spansPerSecond"/> allows. The bits of the trace id decide, which are random
/// (https://www.w3.org/TR/trace-context-2/#random-trace-id-flag): what the busiest service keeps the others keep too, so that it is whole.
/// Counts are approximate when many threads end spans at once.
/// </summary>
internal sealed class TraceShare(int spansPerSecond, TimeProvider clock)
{
    private const int FewestBits = 0;
    private const int MostBits = 16;
    private const int RandomBytes = 2;
    private const int TraceIdBytes = 16;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private long windowStart = clock.GetTimestamp();
    private int kept;
    private volatile int bits;

    /// <summary>Whether the spans of this trace go to the page at the moment.</summary>
    public bool Keeps(ActivityTraceId traceId)
    {
        var start = Volatile.Read(ref windowStart);
        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(start, now) >= Window && Interlocked.CompareExchange(ref windowStart, now, start) == start)
        {
            // Well below, so that half of what comes does not swing to all of it and back.
            bits = Interlocked.Exchange(ref kept, 0) < spansPerSecond / 4 ? Math.Max(FewestBits, bits - 1) : bits;
        }

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
