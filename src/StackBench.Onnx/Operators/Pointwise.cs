using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Operators;

/// <summary>Operators that take each element by itself, with missing dimensions repeated.</summary>
internal static class Pointwise
{
    public static Operator Unary(string name, Func<Node, double, double> function) => new(
        name,
        (_, inputs) => inputs[0].Shape,
        (node, inputs, _) => Array.ConvertAll(inputs[0].Known, x => function(node, x)));

    public static Operator Binary(string name, Func<double, double, double> function) => new(
        name,
        (_, inputs) => Broadcast(inputs[0].Shape, inputs[1].Shape),
        (_, inputs, shape) =>
        {
            var (left, right) = (inputs[0].Known, inputs[1].Known);
            var (lefts, rights) = (Strides(inputs[0].Shape, shape), Strides(inputs[1].Shape, shape));
            var result = new double[Tensor.Product(shape)];
            var place = new long[shape.Length];
            for (long i = 0; i < result.LongLength; i++, Next(place, shape))
                result[i] = function(left[At(place, lefts)], right[At(place, rights)]);
            return result;
        });

    /// <summary>The shape in which both are repeated.</summary>
    public static long[] Broadcast(long[] left, long[] right)
    {
        var shape = new long[Math.Max(left.Length, right.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var (a, b) = (i <= left.Length ? left[^i] : 1, i <= right.Length ? right[^i] : 1);
            if (a != b && a != 1 && b != 1) throw new ArgumentException($"dimensions of {a} and {b} do not go together", nameof(right));
            shape[^i] = a == 1 ? b : a;
        }

        return shape;
    }

    /// <summary>Steps in a tensor for steps in the shape it is repeated to: none where it is.</summary>
    public static long[] Strides(long[] own, long[] shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var i = 1; i <= own.Length; i++)
        {
            strides[^i] = own[^i] == 1 ? 0 : stride;
            stride *= own[^i];
        }

        return strides;
    }

    public static long At(long[] place, long[] strides)
    {
        var at = 0L;
        for (var i = 0; i < place.Length; i++) at += place[i] * strides[i];
        return at;
    }

    /// <summary>The next place, last dimension first.</summary>
    public static void Next(long[] place, long[] shape)
    {
        for (var i = place.Length - 1; i >= 0; i--)
        {
            if (++place[i] < shape[i]) return;
            place[i] = 0;
        }
    }
}
