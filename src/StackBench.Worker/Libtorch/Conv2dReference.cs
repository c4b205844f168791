namespace StackBench.Worker.Libtorch;

/// <summary>The convolution by its definition (cross-correlation, as in every ML library).</summary>
internal static class Conv2dReference
{
    public static double Entry(TensorBuffer input, TensorBuffer weight, Conv2dShape shape, long n, long k, long p, long q)
    {
        var inputStrides = shape.Strides(shape.C, shape.H, shape.W);
        var weightStrides = shape.Strides(shape.C, shape.R, shape.S);
        var sum = 0.0;
        for (long c = 0; c < shape.C; c++)
        {
            for (long r = 0; r < shape.R; r++)
            {
                for (long s = 0; s < shape.S; s++)
                {
                    var (h, w) = ((p * shape.Stride) - shape.Pad + r, (q * shape.Stride) - shape.Pad + s);
                    if (h < 0 || h >= shape.H || w < 0 || w >= shape.W) continue;
                    sum += input[At(inputStrides, n, c, h, w)] * weight[At(weightStrides, k, c, r, s)];
                }
            }
        }

        return sum;
    }

    private static long At(long[] strides, long a, long b, long c, long d) =>
        (a * strides[0]) + (b * strides[1]) + (c * strides[2]) + (d * strides[3]);
}
