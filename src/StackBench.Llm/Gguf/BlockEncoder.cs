using System.Buffers.Binary;

namespace StackBench.Llm.Gguf;

/// <summary>
/// Writes rows of weights in ggml's block formats, as ggml's reference quantisation does (but for Q6_K, whose search for the best scales
/// is left out). Only operations that IEEE 754 rounds exactly are
/// used: equal weights give equal bytes on every machine.
/// </summary>
internal static class BlockEncoder
{
    private const int Block = 32;

    /// <summary>Encodes <paramref name="weights"/>, whole blocks, into <paramref name="bytes"/>.</summary>
    public static void Encode(TensorType type, ReadOnlySpan<float> weights, Span<byte> bytes)
    {
        switch (type.Name)
        {
            case "F32": EncodeF32(weights, bytes); break;
            case "F16": EncodeF16(weights, bytes); break;
            case "Q8_0": EncodeQ8(weights, bytes); break;
            case "Q4_0": EncodeQ4(weights, bytes); break;
            case "Q6_K": EncodeQ6(weights, bytes); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "no encoder for this type");
        }
    }

    private static void EncodeF32(ReadOnlySpan<float> weights, Span<byte> bytes)
    {
        for (var i = 0; i < weights.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes[(4 * i)..], weights[i]);
    }

    private static void EncodeF16(ReadOnlySpan<float> weights, Span<byte> bytes)
    {
        for (var i = 0; i < weights.Length; i++) BinaryPrimitives.WriteHalfLittleEndian(bytes[(2 * i)..], (Half)weights[i]);
    }

    /// <summary>A block: scale d = max|w| / 127 as fp16, then round(w / d) as 32 signed bytes.</summary>
    private static void EncodeQ8(ReadOnlySpan<float> weights, Span<byte> bytes)
    {
        for (int block = 0, at = 0; block < weights.Length; block += Block, at += 2 + Block)
        {
            var values = weights.Slice(block, Block);
            var scale = MathF.Abs(Extreme(values)) / 127;
            var inverse = scale == 0 ? 0 : 1 / scale;
            BinaryPrimitives.WriteHalfLittleEndian(bytes[at..], (Half)scale);
            var target = bytes.Slice(at + 2, Block);
            for (var i = 0; i < Block; i++)
            {
                var scaled = values[i] * inverse;
                target[i] = (byte)(sbyte)(scaled < 0 ? scaled - 0.5f : scaled + 0.5f);
            }
        }
    }

    /// <summary>
    /// A block: scale d = w / -8 of the weight w of largest magnitude, as fp16, then 32 times round(w / d) + 8 in four bits; byte
    /// i holds elements i and i + 16.
    /// </summary>
    private static void EncodeQ4(ReadOnlySpan<float> weights, Span<byte> bytes)
    {
        for (int block = 0, at = 0; block < weights.Length; block += Block, at += 2 + (Block / 2))
        {
            var values = weights.Slice(block, Block);
            var scale = Extreme(values) / -8;
            var inverse = scale == 0 ? 0 : 1 / scale;
            BinaryPrimitives.WriteHalfLittleEndian(bytes[at..], (Half)scale);
            for (var i = 0; i < Block / 2; i++)
                bytes[at + 2 + i] = (byte)(Nibble(values[i] * inverse) | (Nibble(values[i + (Block / 2)] * inverse) << 4));
        }
    }

    /// <summary>
    /// A block of 256 in 16 groups: the lower four bits of all, then the upper two, a signed byte for each group's scale, and what those
    /// are multiplied with as fp16. A number is q - 32 times both. Each half of 128 is interleaved by 32.
    /// </summary>
    private static void EncodeQ6(ReadOnlySpan<float> weights, Span<byte> bytes)
    {
        const int large = 256, group = 16, upperAt = 128, scalesAt = 192, factorAt = 208, size = 210;
        Span<byte> quants = stackalloc byte[large];
        for (int block = 0, at = 0; block < weights.Length; block += large, at += size)
        {
            var values = weights.Slice(block, large);
            var target = bytes.Slice(at, size);
            var factor = (Half)(MathF.Abs(Extreme(values)) / 31 / 127);
            BinaryPrimitives.WriteHalfLittleEndian(target[factorAt..], factor);
            for (var i = 0; i < large; i += group)
            {
                var wanted = MathF.Abs(Extreme(values.Slice(i, group))) / 31;
                var scale = factor == Half.Zero ? 0 : Math.Clamp((int)((wanted / (float)factor) + 0.5f), 1, 127);
                target[scalesAt + (i / group)] = (byte)scale;
                for (var j = i; j < i + group; j++)
                    quants[j] = (byte)(scale == 0 ? 32 : Math.Clamp((int)((values[j] / ((float)factor * scale)) + 32.5f), 0, 63));
            }

            for (var half = 0; half < 2; half++)
                for (var i = 0; i < 32; i++)
                {
                    var (a, b) = (quants[(128 * half) + i], quants[(128 * half) + i + 32]);
                    var (c, d) = (quants[(128 * half) + i + 64], quants[(128 * half) + i + 96]);
                    target[(64 * half) + i] = (byte)((a & 15) | ((c & 15) << 4));
                    target[(64 * half) + i + 32] = (byte)((b & 15) | ((d & 15) << 4));
                    target[upperAt + (32 * half) + i] = (byte)((a >> 4) | ((b >> 4) << 2) | ((c >> 4) << 4) | ((d >> 4) << 6));
                }
        }
    }

    private static int Nibble(float scaled) => Math.Min(15, (int)(scaled + 8.5f));

    private static float Extreme(ReadOnlySpan<float> values)
    {
        var extreme = 0f;
        foreach (var value in values)
            if (MathF.Abs(value) > MathF.Abs(extreme)) extreme = value;
        return extreme;
    }
}
