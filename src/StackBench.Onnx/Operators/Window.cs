using System.Collections.Immutable;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Operators;

/// <summary>A window that moves over the two dimensions of an image, or over the one of a sequence, which is an image of one row.</summary>
internal readonly record struct Window(
    long Rows, long Columns, long RowStride, long ColumnStride, long Top, long Left, long OutputRows, long OutputColumns)
{
    /// <param name="image">Shape of the input, N x C x H x W or N x C x W.</param>
    public static Window Of(Node node, long[] image, ImmutableArray<long> kernel)
    {
        var isSequence = kernel.Length == 1;
        var strides = node.Integers("strides", [.. kernel.Select(_ => 1L)]);
        var pads = node.Integers("pads", [.. kernel.Select(_ => 0L), .. kernel.Select(_ => 0L)]);
        var columns = Outputs(image[^1], kernel[^1], strides[^1], pads[kernel.Length - 1] + pads[^1]);
        return isSequence
            ? new(1, kernel[0], 1, strides[0], 0, pads[0], 1, columns)
            : new(
                kernel[0], kernel[1], strides[0], strides[1], pads[0], pads[1],
                Outputs(image[^2], kernel[0], strides[0], pads[0] + pads[2]), columns);
    }

    private static long Outputs(long size, long kernel, long stride, long pads) => ((size + pads - kernel) / stride) + 1;
}
