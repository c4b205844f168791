using System.Collections.Immutable;
using System.Globalization;

namespace StackBench.Llm.Gguf;

/// <summary>
/// How a tensor's elements lie in a GGUF file: blocks of equal size (the type list of the GGUF specification and ggml.h).
/// </summary>
/// <param name="Code">Number of the type in the file.</param>
/// <param name="BlockElements">Elements in a block.</param>
/// <param name="BlockBytes">Bytes of a block, scales included.</param>
public sealed record TensorType(uint Code, string Name, int BlockElements, int BlockBytes)
{
    public static TensorType F32 { get; } = new(0, "F32", 1, 4);
    public static TensorType F16 { get; } = new(1, "F16", 1, 2);
    public static TensorType Q4_0 { get; } = new(2, "Q4_0", 32, 18);
    public static TensorType Q8_0 { get; } = new(8, "Q8_0", 32, 34);

    public static TensorType Q6_K { get; } = new(14, "Q6_K", 256, 210);

    public static ImmutableArray<TensorType> All { get; } =
    [
        F32, F16, Q4_0, new(3, "Q4_1", 32, 20), new(6, "Q5_0", 32, 22), new(7, "Q5_1", 32, 24), Q8_0, new(9, "Q8_1", 32, 36),
        new(10, "Q2_K", 256, 84), new(11, "Q3_K", 256, 110), new(12, "Q4_K", 256, 144), new(13, "Q5_K", 256, 176),
        Q6_K, new(15, "Q8_K", 256, 292),
        new(16, "IQ2_XXS", 256, 66), new(17, "IQ2_XS", 256, 74), new(18, "IQ3_XXS", 256, 98), new(19, "IQ1_S", 256, 50),
        new(20, "IQ4_NL", 32, 18),
        new(21, "IQ3_S", 256, 110), new(22, "IQ2_S", 256, 82), new(23, "IQ4_XS", 256, 136),
        new(24, "I8", 1, 1), new(25, "I16", 1, 2), new(26, "I32", 1, 4), new(27, "I64", 1, 8), new(28, "F64", 1, 8),
        new(29, "IQ1_M", 256, 56),
        new(30, "BF16", 1, 2), new(34, "TQ1_0", 256, 54), new(35, "TQ2_0", 256, 66), new(39, "MXFP4", 32, 17),
    ];

    /// <summary>Null for a type this version does not know.</summary>
    public static TensorType? Find(uint code) => All.FirstOrDefault(type => type.Code == code);

    /// <summary>Bytes of that many elements; null when they do not fill whole blocks or the size is beyond any file.</summary>
    public long? BytesOf(long elements)
    {
        if (elements < 0 || elements % BlockElements != 0) return null;
        var bytes = (Int128)(elements / BlockElements) * BlockBytes;
        return bytes <= long.MaxValue ? (long)bytes : null;
    }

    public override string ToString() => Name;

    internal static string Describe(uint code) => Find(code)?.Name ?? code.ToString(CultureInfo.InvariantCulture);
}
