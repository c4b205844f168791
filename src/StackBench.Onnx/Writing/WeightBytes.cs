using System.Buffers.Binary;
using System.Runtime.InteropServices;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Writing;

/// <summary>The values of a weight as a model file holds them, drawn from its start on.</summary>
internal sealed class WeightBytes(Weight weight, long seed)
{
    private const int ChunkElements = 1 << 14;

    private readonly SeededValues _values = new(weight, seed);
    private readonly float[] _chunk = weight.Type == ElementType.Float ? [] : new float[Math.Min(ChunkElements, weight.Count)];

    /// <summary>Fills with the next values, whole elements of them.</summary>
    public void Fill(Span<byte> target)
    {
        if (weight.Type == ElementType.Float)
        {
            _values.Fill(MemoryMarshal.Cast<byte, float>(target));
            return;
        }

        var size = weight.Type.Bytes();
        for (var done = 0; done < target.Length / size;)
        {
            var part = _chunk.AsSpan(0, Math.Min(_chunk.Length, (target.Length / size) - done));
            _values.Fill(part);
            for (var i = 0; i < part.Length; i++) Write(target.Slice((done + i) * size, size), part[i]);
            done += part.Length;
        }
    }

    /// <summary>A drawn value as the type holds it.</summary>
    public static float Round(ElementType type, float value) => type switch
    {
        ElementType.Float16 => (float)(Half)value,
        ElementType.BFloat16 => RoundToBFloat16(value),
        ElementType.Int8 or ElementType.UInt8 or ElementType.Int32 => MathF.Round(value, MidpointRounding.ToEven),
        _ => value,
    };

    // The upper half of the bits, rounded half to even; weights are finite.
    private static float RoundToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }

    private void Write(Span<byte> target, float value)
    {
        var rounded = Round(weight.Type, value);
        switch (weight.Type)
        {
            case ElementType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(target, (Half)rounded);
                break;
            case ElementType.BFloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)(BitConverter.SingleToUInt32Bits(rounded) >> 16));
                break;
            case ElementType.Int32:
                BinaryPrimitives.WriteInt32LittleEndian(target, (int)rounded);
                break;
            default:
                target[0] = unchecked((byte)(int)rounded);
                break;
        }
    }
}
