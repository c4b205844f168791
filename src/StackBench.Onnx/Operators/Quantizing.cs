namespace StackBench.Onnx.Operators;

/// <summary>Between numbers and the 8-bit whole numbers that stand for them.</summary>
internal static class Quantizing
{
    /// <summary>
    /// To uint8, which is all that activations are here: x / scale, rounded half to even, plus the zero point, saturated.
    /// </summary>
    public static Operator Quantize { get; } = new(
        "QuantizeLinear",
        (_, inputs) => inputs[0].Shape,
        (_, inputs, _) =>
        {
            var (scale, zero) = (inputs[1].Known[0], inputs[2].Known[0]);
            return Array.ConvertAll(
                inputs[0].Known, x => Math.Clamp(Math.Round(x / scale, MidpointRounding.ToEven) + zero, byte.MinValue, byte.MaxValue));
        });

    /// <summary>(q - zero point) scale: one scale for all, or one for each element of an axis; without a zero point it is 0.</summary>
    public static Operator Dequantize { get; } = new(
        "DequantizeLinear",
        (_, inputs) => inputs[0].Shape,
        (node, inputs, shape) =>
        {
            var (values, scales) = (inputs[0].Known, inputs[1].Known);
            var zero = inputs.Length > 2 ? inputs[2].Known[0] : 0;
            if (scales.Length == 1) return Array.ConvertAll(values, q => (q - zero) * scales[0]);
            var axis = (int)node.Integer("axis", 1);
            var inner = Tensor.Product(shape.AsSpan(axis + 1));
            var result = new double[values.Length];
            for (var i = 0; i < values.Length; i++) result[i] = (values[i] - zero) * scales[(i / inner) % shape[axis]];
            return result;
        });
}
