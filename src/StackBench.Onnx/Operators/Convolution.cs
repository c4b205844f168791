using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Operators;

/// <summary>Convolution of images and sequences, by its definition.</summary>
internal static class Convolution
{
    public static Operator Conv { get; } = new(
        "Conv",
        (node, inputs) =>
        {
            var window = WindowOf(node, inputs);
            long[] outputs = inputs[0].Shape.Length == 3 ? [window.OutputColumns] : [window.OutputRows, window.OutputColumns];
            return [inputs[0].Size(0), inputs[1].Size(0), .. outputs];
        },
        Evaluate,
        (_, inputs, shape) => 2.0 * Tensor.Product(shape) * Tensor.Product(inputs[1].Shape.AsSpan(1)));

    private static Window WindowOf(Node node, Tensor[] inputs) => Window.Of(node, inputs[0].Shape, node.Integers("kernel_shape"));

    private static double[] Evaluate(Node node, Tensor[] inputs, long[] shape)
    {
        var window = WindowOf(node, inputs);
        var (filter, bias) = (inputs[1].Known, inputs.Length > 2 ? inputs[2].Known : null);
        var groups = node.Integer("group", 1);
        var filters = inputs[1].Size(0) / groups;
        var taps = (int)(inputs[1].Count / inputs[1].Size(0));
        var places = (int)(window.OutputRows * window.OutputColumns);
        var result = new double[Tensor.Product(shape)];
        Parallel.For(0, inputs[0].Size(0) * groups, plane =>
        {
            var patches = Patches(inputs[0], plane * inputs[1].Size(1), inputs[1].Size(1), window);
            var group = plane % groups;
            Parallel.For(0, filters, i =>
            {
                var k = (group * filters) + i;
                var taken = filter.AsSpan((int)(k * taps), taps);
                var sums = result.AsSpan((int)(((plane * filters) + i) * places), places);
                for (var place = 0; place < places; place++)
                    sums[place] = (bias?[k] ?? 0) + Products.Dot(patches.AsSpan(place * taps, taps), taken);
            });
        });
        return result;
    }

    // What each place of the output sees of the channels, in the order of a filter's weights; zero beyond the edges.
    private static double[] Patches(Tensor input, long firstChannel, long channels, Window window)
    {
        var image = input.Known;
        var (height, width) = (input.Shape.Length == 3 ? 1 : input.Size(2), input.Size(-1));
        var patches = new double[window.OutputRows * window.OutputColumns * channels * window.Rows * window.Columns];
        var at = 0;
        for (long p = 0; p < window.OutputRows; p++)
            for (long q = 0; q < window.OutputColumns; q++)
                for (var c = firstChannel; c < firstChannel + channels; c++)
                    for (long r = 0; r < window.Rows; r++)
                        for (long s = 0; s < window.Columns; s++, at++)
                        {
                            var row = (p * window.RowStride) + r - window.Top;
                            var column = (q * window.ColumnStride) + s - window.Left;
                            if (row >= 0 && row < height && column >= 0 && column < width)
                                patches[at] = image[(((c * height) + row) * width) + column];
                        }

        return patches;
    }
}
