using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace StackBench.Onnx.Writing;

/// <summary>Writes the fields of a protocol buffers message (the wire format: varint, 32-bit, length-delimited).</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Delimited = 2;
    private const int FourBytes = 5;

    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public ReadOnlySpan<byte> Written => CollectionsMarshal.AsSpan(_bytes);

    public ProtobufWriter Integer(int field, long value)
    {
        Raw(((ulong)field << 3) | Varint);
        Raw(unchecked((ulong)value));
        return this;
    }

    public ProtobufWriter Float(int field, float value)
    {
        Raw(((ulong)field << 3) | FourBytes);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.AddRange((ReadOnlySpan<byte>)bytes);
        return this;
    }

    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Prefix(field, value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public ProtobufWriter Message(int field, ProtobufWriter message) => Bytes(field, message.Written);

    /// <summary>The head of a field whose <paramref name="length"/> bytes are written elsewhere.</summary>
    public ProtobufWriter Prefix(int field, long length)
    {
        Raw(((ulong)field << 3) | Delimited);
        Raw((ulong)length);
        return this;
    }

    /// <summary>Fields that are written already.</summary>
    public ProtobufWriter Append(ReadOnlySpan<byte> fields)
    {
        _bytes.AddRange(fields);
        return this;
    }

    private void Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
