using System.Collections.Immutable;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Precisions;

/// <summary>Puts a quantized network together, in the order in which nodes run.</summary>
internal sealed class QuantizedNodes(OnnxGraph graph)
{
    /// <summary>
    /// Of int8 weights: the most that is drawn, 3.46 times it, stays below 64. With seven bits no CPU without dot products of bytes
    /// overflows where it adds two products in 16 bits.
    /// </summary>
    private const float WeightDeviation = 18;

    /// <summary>Steps of activations: values are of the order of 1, so that few are cut off.</summary>
    private const float Step = 1 / 16f;

    private readonly Dictionary<string, Weight> _given = graph.Weights.ToDictionary(weight => weight.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, Weight> _weights = new(StringComparer.Ordinal);
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _positive = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _dequantized = new(StringComparer.Ordinal);

    public bool HasWeight(Node node) => _given.TryGetValue(node.Inputs[1], out var weight) && weight.IsParameter;

    /// <summary>A node that stays as it is, with its inputs made whole and back where it computes with whole numbers.</summary>
    public void Add(Node node, bool isQuantized)
    {
        var inputs = node.Inputs.Select(input => isQuantized && !_given.ContainsKey(input) ? Activation(input) : Kept(input));
        _nodes.Add(node with { Inputs = [.. inputs] });
        if (node.Op == "Relu" || (node.Op != "Add" && isQuantized && _positive.Contains(Named(node.Inputs[0])))) _positive.Add(node.Name);
    }

    /// <summary>A product with a weight.</summary>
    /// <param name="norm">The norm behind it, whose scale becomes the weight's and whose shift the bias; null for none.</param>
    public void AddProduct(Node node, Node? norm)
    {
        var weight = _given[node.Inputs[1]];
        var channelAxis = node.Op == "MatMul" ? 1 : 0;
        var channels = weight.Shape[channelAxis];
        var scale = weight.Deviation * (norm is null ? 1 : _given[norm.Inputs[1]].Mean) / WeightDeviation;
        List<string> inputs =
        [
            Activation(node.Inputs[0]),
            Whole(weight with { Deviation = WeightDeviation, DrawnType = ElementType.Int8 }, scale, channels, channelAxis),
        ];
        if ((norm?.Inputs[2] ?? node.Inputs.ElementAtOrDefault(2)) is { } bias)
        {
            // A bias is added to the sums of products, whose step is that of both factors.
            var step = scale * Step;
            inputs.Add(Whole(
                _given[bias] with { Deviation = _given[bias].Deviation / step, DrawnType = ElementType.Int32 }, step, channels, 0));
        }

        _nodes.Add(node with { Inputs = [.. inputs] });
        if (norm is not null) _names.Add(norm.Name, node.Name);
    }

    public OnnxGraph Build() => graph with
    {
        Weights = [.. _weights.Values],
        Nodes = [.. _nodes],
    };

    private string Named(string value) => _names.GetValueOrDefault(value, value);

    private string Kept(string value)
    {
        if (_given.TryGetValue(value, out var weight)) _weights.TryAdd(value, weight);
        return Named(value);
    }

    // One pair of nodes for all that read a value.
    private string Activation(string value)
    {
        value = Named(value);
        if (_dequantized.TryGetValue(value, out var known)) return known;
        string[] scale = [Constant("step", Step, ElementType.Float), ZeroOf(value)];
        _nodes.Add(new Node("QuantizeLinear", $"{value}.whole", [value, .. scale], []));
        _nodes.Add(new Node("DequantizeLinear", $"{value}.back", [$"{value}.whole", .. scale], []));
        return _dequantized[value] = $"{value}.back";
    }

    private string ZeroOf(string value) => _positive.Contains(value)
        ? Constant("zero.positive", 0, ElementType.UInt8)
        : Constant("zero.signed", 128, ElementType.UInt8);

    private string Whole(Weight weight, float scale, long channels, int axis)
    {
        _weights.Add(weight.Name, weight);
        string[] inputs =
        [
            weight.Name, Constant($"{weight.Name}.scale", scale, ElementType.Float, channels),
            Constant($"{weight.Name}.zero", 0, weight.DrawnType, channels),
        ];
        _nodes.Add(new Node("DequantizeLinear", $"{weight.Name}.back", [.. inputs], [("axis", (long)axis)]));
        return $"{weight.Name}.back";
    }

    private string Constant(string name, float value, ElementType type, params ImmutableArray<long> shape)
    {
        _weights.TryAdd(name, new Weight(name, shape, value, 0, default, false) { DrawnType = type });
        return name;
    }
}
