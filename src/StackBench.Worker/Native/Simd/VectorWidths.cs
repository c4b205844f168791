using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace StackBench.Worker.Native.Simd;

/// <summary>The vector widths of this processor in bits.</summary>
internal static class VectorWidths
{
    /// <summary>Widths the kernels can run at, widest first; never empty.</summary>
    public static ImmutableArray<int> Available { get; } = [.. Candidates()];

    /// <summary>Whether <c>x * y + z</c> is one instruction at every available width.</summary>
    public static bool HasFusedMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>Whether a store can pass the caches; elsewhere the runtime makes it an ordinary store.</summary>
    public static bool HasNonTemporalStores => Sse2.IsSupported;

    private static IEnumerable<int> Candidates()
    {
        if (Avx512F.IsSupported) yield return 512;
        if (Vector256.IsHardwareAccelerated) yield return 256;
        yield return 128;
    }
}
