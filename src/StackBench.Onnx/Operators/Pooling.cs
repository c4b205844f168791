using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Operators;

/// <summary>The largest of a window, and the mean of a channel.</summary>
internal static class Pooling
{
    public static Operator Max { get; } = new(
        "MaxPool",
        (node, inputs) => WindowOf(node, inputs) is var window
            ? [inputs[0].Size(0), inputs[0].Size(1), window.OutputRows, window.OutputColumns]
            : [],
        (node, inputs, shape) =>
        {
            var window = WindowOf(node, inputs);
            var (image, height, width) = (inputs[0].Known, inputs[0].Size(2), inputs[0].Size(3));
            var result = new double[Tensor.Product(shape)];
            for (long i = 0; i < result.LongLength; i++)
            {
                var (plane, p, q) = (i / (shape[2] * shape[3]), i / shape[3] % shape[2], i % shape[3]);
                result[i] = double.NegativeInfinity;
                for (long r = 0; r < window.Rows; r++)
                    for (long s = 0; s < window.Columns; s++)
                    {
                        var row = (p * window.RowStride) + r - window.Top;
                        var column = (q * window.ColumnStride) + s - window.Left;
                        if (row >= 0 && row < height && column >= 0 && column < width)
                            result[i] = Math.Max(result[i], image[(((plane * height) + row) * width) + column]);
                    }
            }

            return result;
        });

    public static Operator Average { get; } = new(
        "GlobalAveragePool",
        (_, inputs) => [inputs[0].Size(0), inputs[0].Size(1), 1, 1],
        (_, inputs, shape) =>
        {
            var size = (int)(inputs[0].Size(2) * inputs[0].Size(3));
            return [.. Enumerable.Range(0, (int)Tensor.Product(shape)).Select(plane =>
                new ArraySegment<double>(inputs[0].Known, plane * size, size).Average())];
        });

    private static Window WindowOf(Node node, Tensor[] inputs) => Window.Of(node, inputs[0].Shape, node.Integers("kernel_shape"));
}
