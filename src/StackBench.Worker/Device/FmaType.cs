using System.Runtime.InteropServices;

namespace StackBench.Worker.Device;

/// <summary>A type of multiply-adds: its form in memory and how far results may be off.</summary>
/// <param name="IsBf16">Whether 16 bits are those of bf16, not of fp16.</param>
/// <param name="Tolerance">Relative to the magnitudes added; a device may round product and sum apart.</param>
internal sealed record FmaType(string Name, uint Bits, uint Lanes, double Tolerance, bool IsBf16 = false)
{
    public static FmaType Fp32 { get; } = new("fp32", 32, 1, 1e-4);
    public static FmaType Fp64 { get; } = new("fp64", 64, 1, 1e-13);
    public static FmaType Fp16x2 { get; } = new("fp16", 16, 2, 0.1);
    public static FmaType Bf16x2 { get; } = new("bf16", 16, 2, 0.1, IsBf16: true);

    /// <summary>Of the values an instruction handles together.</summary>
    public int Bytes => (int)(Bits / 8 * Lanes);

    public double Round(double value) => Bits switch
    {
        64 => value,
        32 => (float)value,
        _ => IsBf16 ? OfBits(BitsOf(value)) : (double)(Half)value,
    };

    public byte[] Encode(double[] values) => Bits switch
    {
        64 => MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
        32 => MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (float)value).AsSpan()).ToArray(),
        _ when IsBf16 => MemoryMarshal.AsBytes(Array.ConvertAll(values, BitsOf).AsSpan()).ToArray(),
        _ => MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (Half)value).AsSpan()).ToArray(),
    };

    public double[] Decode(byte[] bytes) => Bits switch
    {
        64 => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        32 => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), value => (double)value),
        _ when IsBf16 => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), OfBits),
        _ => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (double)value),
    };

    // The upper half of an fp32, rounded to nearest.
    private static ushort BitsOf(double value) => (ushort)((BitConverter.SingleToUInt32Bits((float)value) + 0x8000) >> 16);

    private static double OfBits(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
