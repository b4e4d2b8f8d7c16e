using System.Buffers.Binary;

namespace OrderSaga.ServiceDefaults;

/// <summary>Message ids are UUIDv7, ordered by time: an id alone tells when it was made.</summary>
internal static class UuidTime
{
    /// <summary>The least UUIDv7 of a millisecond: its first 48 bits are the Unix time (RFC 9562, section 5.7).</summary>
    public static Guid LowestAt(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
