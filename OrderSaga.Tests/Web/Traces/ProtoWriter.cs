using System.Text;

namespace OrderSaga.Tests.Web.Traces;

/// <summary>Writes a protobuf message field by field.</summary>
internal sealed class ProtoWriter
{
    private readonly MemoryStream written = new();

    public byte[] Bytes => written.ToArray();

    public ProtoWriter Number(int field, ulong value)
    {
        Varint((ulong)field << 3);
        Varint(value);
        return this;
    }

    public ProtoWriter Fixed(int field, ulong value)
    {
        Varint(((ulong)field << 3) | 1);
        written.Write(BitConverter.GetBytes(value));
        return this;
    }

    public ProtoWriter Field(int field, byte[] value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        written.Write(value);
        return this;
    }

    public ProtoWriter Field(int field, string value) => Field(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Field(int field, ProtoWriter message) => Field(field, message.Bytes);

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            written.WriteByte((byte)(value | 0x80));
        }

        written.WriteByte((byte)value);
    }
}
