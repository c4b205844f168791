using System.Numerics;
using System.Runtime.InteropServices;

namespace StackBench.Onnx.Operators;

/// <summary>Matrix products.</summary>
internal static class Products
{
    public static Operator MatMul { get; } = new(
        "MatMul",
        (_, inputs) =>
        {
            var (left, right) = (inputs[0].Shape, inputs[1].Shape);
            if (left[^1] != right[^2]) throw new ArgumentException($"a product of {left[^1]} columns and {right[^2]} rows", nameof(inputs));
            return [.. Pointwise.Broadcast(left[..^2], right[..^2]), left[^2], right[^1]];
        },
        (_, inputs, shape) =>
        {
            var (rows, columns, depth) = (shape[^2], shape[^1], inputs[0].Size(-1));
            var batches = shape[..^2];
            var (lefts, rights) = (Pointwise.Strides(inputs[0].Shape[..^2], batches), Pointwise.Strides(inputs[1].Shape[..^2], batches));
            var result = new double[Tensor.Product(shape)];
            var place = new long[batches.Length];
            for (long batch = 0; batch < Tensor.Product(batches); batch++, Pointwise.Next(place, batches))
                Multiply(
                    inputs[0].Known.AsSpan((int)(Pointwise.At(place, lefts) * rows * depth)),
                    inputs[1].Known.AsSpan((int)(Pointwise.At(place, rights) * depth * columns)),
                    result.AsSpan((int)(batch * rows * columns), (int)(rows * columns)), (int)depth, (int)columns);
            return result;
        },
        (_, inputs, shape) => 2.0 * Tensor.Product(shape) * inputs[0].Size(-1));

    /// <summary>A B' + c, as classifiers have it; no other form of Gemm.</summary>
    public static Operator Gemm { get; } = new(
        "Gemm",
        (node, inputs) => node.Integer("transB", 0) == 1 && inputs.Length == 3
            ? [inputs[0].Size(0), inputs[1].Size(0)]
            : throw new NotSupportedException("Gemm without transB or without a third input"),
        (_, inputs, shape) =>
        {
            var (columns, depth) = ((int)shape[1], (int)inputs[0].Size(1));
            var result = new double[Tensor.Product(shape)];
            var (left, right, bias) = (inputs[0].Known, inputs[1].Known, inputs[2].Known);
            for (var i = 0; i < result.Length; i++)
                result[i] = bias[i % columns] + Dot(left.AsSpan(i / columns * depth, depth), right.AsSpan(i % columns * depth, depth));
            return result;
        },
        (_, inputs, shape) => 2.0 * Tensor.Product(shape) * inputs[0].Size(1));

    /// <summary>Adds <paramref name="factor"/> times a row to another.</summary>
    public static void AddScaled(ReadOnlySpan<double> row, double factor, Span<double> sum)
    {
        var factors = new Vector<double>(factor);
        var rows = MemoryMarshal.Cast<double, Vector<double>>(row);
        var sums = MemoryMarshal.Cast<double, Vector<double>>(sum);
        for (var i = 0; i < rows.Length; i++) sums[i] += rows[i] * factors;
        for (var i = rows.Length * Vector<double>.Count; i < row.Length; i++) sum[i] += row[i] * factor;
    }

    private static void Multiply(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> result, int depth, int columns)
    {
        for (var row = 0; row < result.Length / columns; row++)
            for (var k = 0; k < depth; k++)
                AddScaled(right.Slice(k * columns, columns), left[(row * depth) + k], result.Slice(row * columns, columns));
    }

    /// <summary>The sum of the products of two rows.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var lefts = MemoryMarshal.Cast<double, Vector<double>>(left);
        var rights = MemoryMarshal.Cast<double, Vector<double>>(right);
        var sums = Vector<double>.Zero;
        for (var i = 0; i < lefts.Length; i++) sums += lefts[i] * rights[i];
        var sum = Vector.Sum(sums);
        for (var i = lefts.Length * Vector<double>.Count; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}
