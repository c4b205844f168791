using System.Runtime.InteropServices;

namespace StackBench.Worker.Device;

/// <summary>A type of multiply-adds: its form in memory and how far results may be off.</summary>
/// <param name="Tolerance">Relative to the magnitudes added; a device may round product and sum apart.</param>
internal sealed record FmaType(string Name, uint Bits, uint Lanes, double Tolerance)
{
    public static FmaType Fp32 { get; } = new("fp32", 32, 1, 1e-4);
    public static FmaType Fp64 { get; } = new("fp64", 64, 1, 1e-13);
    public static FmaType Fp16x2 { get; } = new("fp16", 16, 2, 0.1);

    /// <summary>Of the values an instruction handles together.</summary>
    public int Bytes => (int)(Bits / 8 * Lanes);

    public double Round(double value) => Bits switch { 64 => value, 32 => (float)value, _ => (double)(Half)value };

    public byte[] Encode(double[] values) => Bits switch
    {
        64 => MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
        32 => MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (float)value).AsSpan()).ToArray(),
        _ => MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (Half)value).AsSpan()).ToArray(),
    };

    public double[] Decode(byte[] bytes) => Bits switch
    {
        64 => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        32 => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), value => (double)value),
        _ => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (double)value),
    };
}
