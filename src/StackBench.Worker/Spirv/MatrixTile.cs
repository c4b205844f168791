namespace StackBench.Worker.Spirv;

/// <summary>A product of tiles that a device has instructions for: C (M x N) += A (M x K) B (K x N).</summary>
/// <param name="Factor">Type of A and B.</param>
/// <param name="Sum">Type of C and of the result.</param>
internal readonly record struct MatrixTile(MatrixElement Factor, MatrixElement Sum, int M, int N, int K)
{
    /// <summary>Operations of one product.</summary>
    public double Operations => 2.0 * M * N * K;

    public override string ToString() => $"{M}x{N}x{K}";

    public static int BytesOf(MatrixElement element) => element switch
    {
        MatrixElement.Fp8 or MatrixElement.Int8 => 1,
        MatrixElement.Fp16 or MatrixElement.Bf16 => 2,
        MatrixElement.Fp64 => 8,
        _ => 4,
    };
}
