using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OrderSaga.ServiceDefaults;

/// <summary>
/// UUIDs of version 7 (RFC 9562, section 5.7), as <see cref="Guid.CreateVersion7(DateTimeOffset)"/> makes them, with as good random bits. That
/// one asks the operating system for 16 bytes each time, and a saga takes four; here they are asked for by the page.
/// </summary>
public static class Uuid7
{
    private const int RandomBytes = 10;
    private const int Page = RandomBytes * 256;
    private const ushort Version = 0x7000;
    private const byte Variant = 0x80;

    [ThreadStatic]
    private static byte[]? page;

    [ThreadStatic]
    private static int taken;

    /// <param name="now">The moment it carries, to the millisecond.</param>
    /// <exception cref="ArgumentOutOfRangeException">Before 1970.</exception>
    public static Guid Create(DateTimeOffset now)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        ArgumentOutOfRangeException.ThrowIfNegative(milliseconds, nameof(now));
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds << 16);
        TakeRandom(bytes[^RandomBytes..]);
        var high = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)((high & 0x0FFF) | Version));
        bytes[8] = (byte)((bytes[8] & 0x3F) | Variant);
        return new Guid(bytes, bigEndian: true);
    }

    // No byte is handed out twice, nor stays readable once it is.
    private static void TakeRandom(Span<byte> destination)
    {
        if (page is null || taken == Page)
        {
            page ??= new byte[Page];
            RandomNumberGenerator.Fill(page);
            taken = 0;
        }

        var random = page.AsSpan(taken, destination.Length);
        random.CopyTo(destination);
        random.Clear();
        taken += destination.Length;
    }
}
