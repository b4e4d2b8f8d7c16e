using System.Buffers.Binary;

namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>How the handler is disturbed.</summary>
/// <param name="FailRate">Share of messages whose handling throws, 0 to 1.</param>
/// <param name="Delay">Added to the handling of every message.</param>
internal sealed record HandlerChaos(double FailRate, TimeSpan Delay)
{
    public static readonly HandlerChaos None = new(0, TimeSpan.Zero);

    /// <summary>
    /// Whether a message is among those that fail. Its id decides, so that it fails at every attempt and is dead-lettered. A new
    /// random number each time would let nearly every message through at the second or third attempt.
    /// </summary>
    public bool Fails(Guid messageId)
    {
        if (FailRate <= 0)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        messageId.TryWriteBytes(bytes);

        // The end of a UUID is random, whichever its version.
        return BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) < FailRate * (uint.MaxValue + 1d);
    }
}
