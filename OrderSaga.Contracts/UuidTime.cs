using System.Buffers.Binary;

namespace OrderSaga.Contracts;

/// <summary>
/// The time inside a UUIDv7 (RFC 9562, section 5.7): its first 48 bits are the Unix time in milliseconds. Ids of orders and messages are
/// UUIDv7, and so ordered by time; AMQP timestamps have a resolution of one second.
/// </summary>
public static class UuidTime
{
    private const long LatestUnixMilliseconds = 253_402_300_799_999;

    /// <summary>When the id was made, UTC, or null when it is no UUIDv7.</summary>
    public static DateTimeOffset? Of(Guid id)
    {
        if (id.Version != 7)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
        return milliseconds > LatestUnixMilliseconds ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    /// <summary>No id made at that time, or later, is below this.</summary>
    public static Guid LowestAt(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
