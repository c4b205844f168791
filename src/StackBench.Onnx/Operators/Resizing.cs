namespace StackBench.Onnx.Operators;

/// <summary>Images enlarged by whole factors, each element repeated.</summary>
internal static class Resizing
{
    /// <summary>The one factor that networks here enlarge by.</summary>
    private const long Factor = 2;

    /// <summary>Nearest elements, along the axes that are named, by the factors of the third input.</summary>
    public static Operator Nearest { get; } = new(
        "Resize",
        (node, inputs) =>
        {
            // Factors are weights, which have no values while shapes are counted.
            var shape = (long[])inputs[0].Shape.Clone();
            foreach (var axis in node.Integers("axes")) shape[axis] *= Factor;
            return shape;
        },
        (node, inputs, shape) =>
        {
            if (inputs[2].Known.Any(factor => factor != Factor)) throw new NotSupportedException("Resize by another factor than 2");
            var from = inputs[0].Shape;
            var strides = Pointwise.Strides(from, from);
            var result = new double[Tensor.Product(shape)];
            var place = new long[shape.Length];
            var axes = node.Integers("axes");
            for (long i = 0; i < result.LongLength; i++, Pointwise.Next(place, shape))
            {
                var at = 0L;
                for (var axis = 0; axis < place.Length; axis++)
                    at += (axes.Contains(axis) ? place[axis] / Factor : place[axis]) * strides[axis];
                result[i] = inputs[0].Known[at];
            }

            return result;
        });
}
