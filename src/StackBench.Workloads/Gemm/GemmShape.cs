using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Gemm;

/// <summary>C = A B with A of M x K and B of K x N.</summary>
/// <param name="Layout"><c>nn</c>: both row-major; <c>nt</c>: B is the transposed view of a row-major N x K weight, as a
/// linear layer multiplies.</param>
internal sealed record GemmShape(DataType Type, long M, long N, long K, string Layout = "nn")
{
    public string Name => FormattableString.Invariant($"{Type} {M}x{N}x{K}");

    /// <summary>The layout every library has for a type on GPUs: 8-bit products are made for a transposed second operand.</summary>
    public static string LayoutOnGpu(DataType type) => type == DataType.Fp8 || type == DataType.Int8 ? "nt" : "nn";

    public bool IsSquare => M == N && N == K;

    /// <summary>One row: every weight is used once, so memory sets the pace.</summary>
    public bool IsMemoryBound => M == 1;

    /// <summary>2 M N K operations; A and B read, C written once (int8 products are int32, fp8 ones bf16).</summary>
    public Cost Cost =>
        new(Flop: 2.0 * M * N * K, Bytes: (Type.SizeBytes * ((double)(M * K) + (K * N))) + (ResultSizeBytes * (double)(M * N)));

    private int ResultSizeBytes => Type == DataType.Int8 ? 4 : Type == DataType.Fp8 ? 2 : Type.SizeBytes;

    public Parameters Parameters => Core.Workloads.Parameters.Of(("m", M), ("n", N), ("k", K), ("dtype", Type.Name), ("layout", Layout));
}
