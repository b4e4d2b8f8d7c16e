using System.Buffers.Binary;

namespace OrderSaga.Web.Feed;

/// <summary>
/// The time inside a UUIDv7 (RFC 9562, section 5.7). AMQP timestamps have a resolution of one second; message ids have milliseconds.
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
}
