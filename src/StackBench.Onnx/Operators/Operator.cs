using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Operators;

/// <summary>What an operator of ONNX makes of its inputs: shape, arithmetic and, by its definition in double precision, values.</summary>
/// <param name="Shape">Of the output.</param>
/// <param name="Evaluate">Values of the output, whose shape is given.</param>
/// <param name="Flop">Two for each product that is added up; null for an operator without such products, which counts none.</param>
internal sealed record Operator(
    string Name, Func<Node, Tensor[], long[]> Shape, Func<Node, Tensor[], long[], double[]> Evaluate,
    Func<Node, Tensor[], long[], double>? Flop = null)
{
    /// <summary>The one list of operators that the networks use.</summary>
    private static readonly Dictionary<string, Operator> All = new Operator[]
    {
        Convolution.Conv, Pooling.Max, Pooling.Average, Products.MatMul, Products.Gemm,
        Pointwise.Unary("Relu", (_, x) => Math.Max(x, 0)),
        Pointwise.Unary("Tanh", (_, x) => Math.Tanh(x)),
        Pointwise.Unary("Gelu", (_, x) => x * NormalDistribution(x)),
        Pointwise.Unary("HardSigmoid", HardSigmoid),
        Pointwise.Unary("HardSwish", (_, x) => x * Math.Clamp((x / 6) + 0.5, 0, 1)),
        Pointwise.Unary("Cast", (_, x) => x),
        Pointwise.Unary("Sigmoid", (_, x) => 1 / (1 + Math.Exp(-x))),
        Pointwise.Unary("Sqrt", (_, x) => Math.Sqrt(x)), Pointwise.Unary("Neg", (_, x) => -x),
        Pointwise.Unary("Sin", (_, x) => Math.Sin(x)), Pointwise.Unary("Cos", (_, x) => Math.Cos(x)),
        Pointwise.Binary("Add", (a, b) => a + b), Pointwise.Binary("Sub", (a, b) => a - b), Pointwise.Binary("Mul", (a, b) => a * b),
        Pointwise.Binary("Div", (a, b) => a / b), Pointwise.Binary("Pow", Math.Pow),
        Reductions.Mean, Reductions.Sum,
        Norms.Batch, Norms.Layer, Norms.Instance, Norms.Softmax, Quantizing.Quantize, Quantizing.Dequantize,
        Places.Reshape, Places.Flatten, Places.Transpose, Places.Unsqueeze, Places.Concat, Places.Expand, Places.Slice, Places.Gather,
        Places.ShapeOf, Resizing.Nearest,
    }.ToDictionary(one => one.Name, StringComparer.Ordinal);

    /// <exception cref="NotSupportedException">The operator is not in the list.</exception>
    public static Operator Of(string name) =>
        All.TryGetValue(name, out var found) ? found : throw new NotSupportedException($"there is no reference for the operator {name}");

    private static double HardSigmoid(Node node, double x) =>
        Math.Clamp((node.Fraction("alpha", 0.2f) * x) + node.Fraction("beta", 0.5f), 0, 1);

    /// <summary>
    /// The standard normal distribution, by its series near zero and its continued fraction beyond (Abramowitz and Stegun 26.2).
    /// </summary>
    private static double NormalDistribution(double x)
    {
        var size = Math.Abs(x);
        if (size > 38) return x > 0 ? 1 : 0;
        var density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        if (size < 3)
        {
            double term = size, sum = size;
            for (var i = 3; Math.Abs(term) > 1e-18; i += 2) sum += term *= size * size / i;
            return 0.5 + (Math.Sign(x) * density * sum);
        }

        var fraction = 0.0;
        for (var i = 100; i > 0; i--) fraction = i / (size + fraction);
        var tail = density / (size + fraction);
        return x > 0 ? 1 - tail : tail;
    }
}
