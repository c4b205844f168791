namespace StackBench.Onnx.Operators;

/// <summary>Means and sums along one axis, which a second input names.</summary>
internal static class Reductions
{
    public static Operator Mean { get; } = Of("ReduceMean", (sum, count) => sum / count);

    public static Operator Sum { get; } = Of("ReduceSum", (sum, _) => sum);

    private static Operator Of(string name, Func<double, long, double> result) => new(
        name,
        (node, inputs) =>
        {
            var axis = Axis(inputs);
            List<long> shape = [.. inputs[0].Shape];
            if (node.Integer("keepdims", 1) == 1) shape[axis] = 1;
            else shape.RemoveAt(axis);
            return [.. shape];
        },
        (_, inputs, shape) =>
        {
            var (axis, values) = (Axis(inputs), inputs[0].Known);
            var (count, inner) = (inputs[0].Shape[axis], Tensor.Product(inputs[0].Shape.AsSpan(axis + 1)));
            var results = new double[Tensor.Product(shape)];
            for (long i = 0; i < results.LongLength; i++)
            {
                var first = (i / inner * count * inner) + (i % inner);
                var sum = 0.0;
                for (long k = 0; k < count; k++) sum += values[first + (k * inner)];
                results[i] = result(sum, count);
            }

            return results;
        });

    private static int Axis(Tensor[] inputs) =>
        (int)(inputs[1].Known[0] is var axis && axis < 0 ? axis + inputs[0].Shape.Length : axis);
}
