using StackBench.Onnx.Graph;
using StackBench.Onnx.Writing;

namespace StackBench.Onnx.Operators;

/// <summary>Goes through a graph node by node: what it costs, and what it computes.</summary>
public static class GraphWalk
{
    /// <summary>
    /// Floating-point operations of one run: two for each product that a convolution or matrix product adds up, those with padding
    /// included. Norms, activations and softmax are not counted, as is usual.
    /// </summary>
    /// <param name="sizes">Of the named dimensions.</param>
    /// <exception cref="ArgumentException">A size is missing, or shapes do not go together.</exception>
    public static double Flop(OnnxGraph graph, IReadOnlyDictionary<string, long> sizes) => Counted(graph, sizes).Sum(entry => entry.Flop);

    /// <summary>
    /// The same of forward and backward: backward has two products for each of forward, one by the weights and one by what came before,
    /// which the graph's own inputs need not.
    /// </summary>
    /// <param name="sizes">Of the named dimensions.</param>
    /// <exception cref="ArgumentException">A size is missing, or shapes do not go together.</exception>
    public static double TrainingFlop(OnnxGraph graph, IReadOnlyDictionary<string, long> sizes) => Counted(graph, sizes)
        .Sum(entry => entry.Flop * (entry.Node.Inputs.Any(input => graph.Inputs.Any(port => port.Name == input)) ? 2 : 3));

    private static IEnumerable<(Node Node, double Flop)> Counted(OnnxGraph graph, IReadOnlyDictionary<string, long> sizes)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var known = graph.Weights.ToDictionary(
            weight => weight.Name, weight => new Tensor([.. weight.Shape], Integers(weight)), StringComparer.Ordinal);
        foreach (var port in graph.Inputs) known.Add(port.Name, new Tensor(port.Shape(sizes)));
        foreach (var node in graph.Nodes)
        {
            var one = Operator.Of(node.Op);
            Tensor[] inputs = [.. node.Inputs.Select(input => input.Length > 0 ? known[input] : Absent)];
            var shape = one.Shape(node, inputs);
            yield return (node, one.Flop?.Invoke(node, inputs, shape) ?? 0);
            // Shapes are made of shapes and constants: their few numbers are followed.
            var isOfShapes = one == Places.ShapeOf || inputs.All(input => input.Values is not null);
            known.Add(node.Name, new Tensor(shape, isOfShapes ? one.Evaluate(node, inputs, shape) : null));
        }
    }

    /// <summary>The values of each output, in double precision by the operators' definitions.</summary>
    /// <param name="seed">Of the weights.</param>
    /// <param name="inputs">Values of each input.</param>
    public static IReadOnlyList<double[]> Evaluate(
        OnnxGraph graph, IReadOnlyDictionary<string, long> sizes, long seed, IReadOnlyList<double[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);
        var values = graph.Inputs
            .Select((port, i) => (port.Name, Tensor: new Tensor(port.Shape(sizes), inputs[i])))
            .ToDictionary(pair => pair.Name, pair => pair.Tensor, StringComparer.Ordinal);
        var weights = graph.Weights.ToDictionary(weight => weight.Name, StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            var one = Operator.Of(node.Op);
            Tensor[] given =
            [
                .. node.Inputs.Select(input => input.Length == 0 ? Absent
                    : values.TryGetValue(input, out var value) ? value : Drawn(weights[input], seed)),
            ];
            var shape = one.Shape(node, given);
            values.Add(node.Name, new Tensor(shape, one.Evaluate(node, given, shape)));
        }

        return [.. graph.Outputs.Select(output => values[output.Name].Known)];
    }

    // An optional input that is left out.
    private static Tensor Absent { get; } = new([0], []);

    private static double[]? Integers(Weight weight) => weight.IsDrawn ? null : [.. weight.Integers.Select(value => (double)value)];

    private static Tensor Drawn(Weight weight, long seed) => new(
        [.. weight.Shape], Integers(weight) ?? Array.ConvertAll(OnnxWriter.Values(weight, seed), value => (double)value));
}
