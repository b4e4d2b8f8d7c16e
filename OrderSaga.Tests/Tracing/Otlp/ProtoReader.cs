using System.Buffers.Binary;
using System.Text;

namespace OrderSaga.Tests.Tracing.Otlp;

/// <summary>
/// Reads a protobuf message field by field (https://protobuf.dev/programming-guides/encoding/). No package ships the OTLP messages
/// for .NET, and a dozen of their fields is all that is needed.
/// </summary>
/// <exception cref="InvalidDataException">Thrown by <see cref="Read"/> for what is no message.</exception>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int MostVarintBits = 64;

    private ReadOnlySpan<byte> rest = message;

    /// <summary>The number of the field just read.</summary>
    public int Field { get; private set; }

    /// <summary>Its value, if it is a varint or of fixed width.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its value, if it is a string, bytes, a message or packed.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Bytes in lower-case hexadecimal, as trace and span ids are written; null when there are none.</summary>
    public readonly string? Hex => Bytes.IsEmpty ? null : Convert.ToHexStringLower(Bytes);

    public readonly double Double => BitConverter.UInt64BitsToDouble(Number);

    /// <summary>False at the end of the message.</summary>
    public bool Read()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        Field = (int)(tag >> 3);
        Number = 0;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take(Varint());
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"Wire type {tag & 7} of field {Field} is none that OTLP uses.");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)rest.Length)
        {
            throw new InvalidDataException("The message ends in the middle of a field.");
        }

        var taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < MostVarintBits; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number is longer than any can be.");
    }
}
