namespace StackBench.Onnx.Operators;

/// <summary>A tensor while a graph is gone through: dense, last dimension first; whole numbers are held exactly up to 2^53.</summary>
/// <param name="Values">Null where only the shape is known.</param>
internal sealed record Tensor(long[] Shape, double[]? Values = null)
{
    public long Count => Product(Shape);

    /// <summary>The values, of which there must be some.</summary>
    public double[] Known => Values ?? throw new NotSupportedException("a shape depends on what is computed");

    public long Size(int dimension) => Shape[dimension < 0 ? Shape.Length + dimension : dimension];

    public static long Product(ReadOnlySpan<long> sizes)
    {
        var product = 1L;
        foreach (var size in sizes) product *= size;
        return product;
    }
}
