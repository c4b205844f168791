using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Operators;

/// <summary>Operators that compute nothing: they say where values stand.</summary>
internal static class Places
{
    public static Operator Reshape { get; } = new("Reshape", (_, inputs) => Reshaped(inputs[0].Shape, inputs[1].Known), Same);

    public static Operator Flatten { get; } = new(
        "Flatten", (_, inputs) => [inputs[0].Size(0), inputs[0].Count / inputs[0].Size(0)], Same);

    /// <summary>Axes from the front only.</summary>
    public static Operator Unsqueeze { get; } = new(
        "Unsqueeze",
        (_, inputs) =>
        {
            List<long> shape = [.. inputs[0].Shape];
            foreach (var axis in inputs[1].Known.Order()) shape.Insert((int)axis, 1);
            return [.. shape];
        },
        Same);

    public static Operator Transpose { get; } = new(
        "Transpose",
        (node, inputs) => [.. node.Integers("perm").Select(axis => inputs[0].Size((int)axis))],
        (node, inputs, shape) =>
        {
            var strides = Pointwise.Strides(inputs[0].Shape, inputs[0].Shape);
            return Pick(inputs[0].Known, shape, [.. node.Integers("perm").Select(axis => strides[axis])], 0);
        });

    public static Operator Expand { get; } = new(
        "Expand",
        (_, inputs) => Pointwise.Broadcast(inputs[0].Shape, Whole(inputs[1])),
        (_, inputs, shape) => Pick(inputs[0].Known, shape, Pointwise.Strides(inputs[0].Shape, shape), 0));

    /// <summary>From and to along one axis, by steps of one.</summary>
    public static Operator Slice { get; } = new(
        "Slice",
        (_, inputs) =>
        {
            var (begin, end, axis) = Bounds(inputs);
            var shape = (long[])inputs[0].Shape.Clone();
            shape[axis] = end - begin;
            return shape;
        },
        (_, inputs, shape) =>
        {
            var (begin, _, axis) = Bounds(inputs);
            var strides = Pointwise.Strides(inputs[0].Shape, inputs[0].Shape);
            return Pick(inputs[0].Known, shape, strides, begin * strides[axis]);
        });

    /// <summary>Along the first axis, as token ids choose rows of a table; of one index without a dimension, a row.</summary>
    public static Operator Gather { get; } = new(
        "Gather",
        (node, inputs) =>
        {
            var axis = (int)node.Integer("axis", 0);
            return [.. inputs[0].Shape[..axis], .. inputs[1].Shape, .. inputs[0].Shape[(axis + 1)..]];
        },
        (node, inputs, shape) =>
        {
            var axis = (int)node.Integer("axis", 0);
            var inner = Tensor.Product(inputs[0].Shape.AsSpan(axis + 1));
            var (rows, chosen) = (inputs[0].Size(axis), inputs[1].Known);
            var result = new double[Tensor.Product(shape)];
            for (long i = 0; i < result.LongLength; i++)
            {
                var (outer, index, element) = (i / inner / chosen.Length, i / inner % chosen.Length, i % inner);
                result[i] = inputs[0].Known[(((outer * rows) + (long)chosen[index]) * inner) + element];
            }

            return result;
        });

    public static Operator Concat { get; } = new(
        "Concat",
        (node, inputs) =>
        {
            var axis = Axis(node, inputs);
            var shape = (long[])inputs[0].Shape.Clone();
            shape[axis] = inputs.Sum(input => input.Shape[axis]);
            return shape;
        },
        (node, inputs, shape) =>
        {
            var axis = Axis(node, inputs);
            var outer = Tensor.Product(shape.AsSpan(0, axis));
            var result = new List<double>((int)Tensor.Product(shape));
            for (var i = 0; i < outer; i++)
                foreach (var input in inputs)
                {
                    var size = (int)(input.Count / outer);
                    result.AddRange(input.Known.AsSpan(i * size, size));
                }

            return [.. result];
        });

    public static Operator ShapeOf { get; } = new(
        "Shape",
        (node, inputs) => [Dimensions(node, inputs[0]).Length],
        (node, inputs, _) => Array.ConvertAll(Dimensions(node, inputs[0]), size => (double)size));

    private static double[] Same(Node node, Tensor[] inputs, long[] shape) => inputs[0].Known;

    private static long[] Dimensions(Node node, Tensor input) =>
        input.Shape[(int)node.Integer("start", 0)..(int)node.Integer("end", input.Shape.Length)];

    private static int Axis(Node node, Tensor[] inputs) =>
        (int)(node.Integer("axis", 0) is var axis && axis < 0 ? axis + inputs[0].Shape.Length : axis);

    private static long[] Whole(Tensor tensor) => Array.ConvertAll(tensor.Known, value => (long)value);

    private static (long Begin, long End, int Axis) Bounds(Tensor[] inputs)
    {
        var axis = (int)inputs[3].Known[0];
        var size = inputs[0].Size(axis);
        return (Math.Min((long)inputs[1].Known[0], size), Math.Min((long)inputs[2].Known[0], size), axis);
    }

    // 0 keeps a dimension, -1 takes what is left.
    private static long[] Reshaped(long[] from, double[] wanted)
    {
        var shape = new long[wanted.Length];
        for (var i = 0; i < shape.Length; i++) shape[i] = wanted[i] == 0 ? from[i] : (long)wanted[i];
        var rest = Array.IndexOf(shape, -1);
        if (rest >= 0) shape[rest] = Tensor.Product(from) / -Tensor.Product(shape);
        return Tensor.Product(shape) == Tensor.Product(from)
            ? shape
            : throw new ArgumentException($"{Tensor.Product(from)} elements do not fill the new shape", nameof(wanted));
    }

    private static double[] Pick(double[] values, long[] shape, long[] strides, long offset)
    {
        var result = new double[Tensor.Product(shape)];
        var place = new long[shape.Length];
        for (long i = 0; i < result.LongLength; i++, Pointwise.Next(place, shape))
            result[i] = values[offset + Pointwise.At(place, strides)];
        return result;
    }
}
