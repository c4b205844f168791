namespace StackBench.Worker.Libtorch;

/// <summary>The matrix product by its definition.</summary>
internal static class GemmReference
{
    public static double Entry(TensorBuffer a, TensorBuffer b, GemmShape shape, long row, long column)
    {
        var (start, step) = shape.Transposed ? (column * shape.K, 1L) : (column, shape.N);
        var sum = 0.0;
        for (long k = 0; k < shape.K; k++) sum += a[(row * shape.K) + k] * b[start + (k * step)];
        return sum;
    }
}
