using System.Collections.Immutable;

namespace StackBench.Machine.Cpu;

/// <summary>The widest vectors of an instruction set and what a core can do with them in one cycle.</summary>
/// <param name="Bits">Of one register.</param>
/// <param name="Units">Vector arithmetic units of the widest core design known with this width.</param>
/// <param name="FlopPerLane">2 with fused multiply-add (or a multiply and an add unit of their own), else 1.</param>
/// <param name="CacheBytesPerCycle">Loads and stores of a core to its first-level cache.</param>
internal sealed record VectorWidth(string Name, int Bits, int Units, int FlopPerLane, int CacheBytesPerCycle)
{
    private static readonly VectorWidth Avx512 = new("512-bit", 512, 2, 2, (2 * 64) + 64);
    private static readonly VectorWidth Avx = new("256-bit", 256, 2, 2, (3 * 32) + (2 * 32));
    private static readonly VectorWidth AvxWithoutFma = new("256-bit without fused multiply-add", 256, 2, 1, (2 * 32) + 32);
    private static readonly VectorWidth Sse2 = new("128-bit", 128, 2, 1, (3 * 16) + (2 * 16));
    private static readonly VectorWidth Sve = new("up to 512-bit", 512, 2, 2, (2 * 64) + 64);
    private static readonly VectorWidth Asimd = new("128-bit", 128, 6, 2, (4 * 16) + (2 * 16));
    private static readonly VectorWidth Vsx = new("128-bit", 128, 4, 2, (4 * 16) + (2 * 16));

    /// <summary>Null where the instruction set is not known.</summary>
    public static VectorWidth? Of(ImmutableArray<string> isa) =>
        isa.Contains("avx512f") ? Avx512
        : isa.Contains("avx") && (isa.Contains("fma") || isa.Contains("avx2")) ? Avx
        : isa.Contains("avx") ? AvxWithoutFma
        : isa.Contains("sse2") ? Sse2
        : isa.Contains("sve") ? Sve
        : isa.Contains("asimd") ? Asimd
        : isa.Contains("vsx") || isa.Contains("altivec") ? Vsx
        : null;

    /// <summary>Operations of one core in one cycle on elements of a size.</summary>
    public double PerCycle(int elementBits) => (double)Bits / elementBits * Units * FlopPerLane;
}
