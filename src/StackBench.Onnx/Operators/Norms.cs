namespace StackBench.Onnx.Operators;

/// <summary>Norms over channels and rows, and softmax.</summary>
internal static class Norms
{
    /// <summary>With the statistics of training, as in inference.</summary>
    public static Operator Batch { get; } = new(
        "BatchNormalization",
        (_, inputs) => inputs[0].Shape,
        (node, inputs, shape) =>
        {
            var epsilon = node.Fraction("epsilon", 1e-5f);
            var (x, scale, bias, mean, variance) =
                (inputs[0].Known, inputs[1].Known, inputs[2].Known, inputs[3].Known, inputs[4].Known);
            var plane = Tensor.Product(shape.AsSpan(2));
            var result = new double[x.Length];
            for (long i = 0; i < result.LongLength; i++)
            {
                var channel = i / plane % shape[1];
                result[i] = ((x[i] - mean[channel]) / Math.Sqrt(variance[channel] + epsilon) * scale[channel]) + bias[channel];
            }

            return result;
        });

    /// <summary>Over the last dimension.</summary>
    public static Operator Layer { get; } = new(
        "LayerNormalization",
        (_, inputs) => inputs[0].Shape,
        (node, inputs, shape) => Rows(inputs[0].Known, shape[^1], (row, result) =>
        {
            var mean = row.Average();
            var deviation = Math.Sqrt(row.Average(x => (x - mean) * (x - mean)) + node.Fraction("epsilon", 1e-5f));
            for (var i = 0; i < row.Count; i++)
                result[i] = ((row[i] - mean) / deviation * inputs[1].Known[i]) + inputs[2].Known[i];
        }));

    /// <summary>Each channel of each input by its own statistics, then scaled and shifted.</summary>
    public static Operator Instance { get; } = new(
        "InstanceNormalization",
        (_, inputs) => inputs[0].Shape,
        (node, inputs, shape) =>
        {
            var (channel, plane) = (0L, Tensor.Product(shape.AsSpan(2)));
            return Rows(inputs[0].Known, plane, (row, result) =>
            {
                var mean = row.Average();
                var deviation = Math.Sqrt(row.Average(x => (x - mean) * (x - mean)) + node.Fraction("epsilon", 1e-5f));
                var (scale, bias) = (inputs[1].Known[channel % shape[1]], inputs[2].Known[channel++ % shape[1]]);
                for (var i = 0; i < row.Count; i++) result[i] = ((row[i] - mean) / deviation * scale) + bias;
            });
        });

    /// <summary>Over the last dimension.</summary>
    public static Operator Softmax { get; } = new(
        "Softmax",
        (_, inputs) => inputs[0].Shape,
        (_, inputs, shape) => Rows(inputs[0].Known, shape[^1], (row, result) =>
        {
            var max = row.Max();
            var sum = row.Sum(x => Math.Exp(x - max));
            for (var i = 0; i < row.Count; i++) result[i] = Math.Exp(row[i] - max) / sum;
        }));

    private static double[] Rows(double[] values, long width, Action<ArraySegment<double>, ArraySegment<double>> compute)
    {
        var result = new double[values.Length];
        for (var start = 0; start < values.Length; start += (int)width)
            compute(new(values, start, (int)width), new(result, start, (int)width));
        return result;
    }
}
