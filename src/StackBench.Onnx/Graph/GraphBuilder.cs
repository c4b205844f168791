using System.Globalization;

namespace StackBench.Onnx.Graph;

/// <summary>Puts a graph together in the order its nodes run; every method gives the name of what it made.</summary>
internal sealed class GraphBuilder(string name)
{
    private readonly List<Port> _inputs = [];
    private readonly List<Port> _outputs = [];
    private readonly List<Weight> _weights = [];
    private readonly List<Node> _nodes = [];

    public string Input(string input, ElementType type, long limit, params Dimension[] dimensions)
    {
        _inputs.Add(new Port(input, type, [.. dimensions], limit));
        return input;
    }

    /// <summary>A trained tensor of normal values.</summary>
    public string Random(string weight, double deviation, params long[] shape) => Add(weight, shape, 0, deviation, true);

    /// <summary>A trained tensor around a mean, like the scale of a norm.</summary>
    public string Around(string weight, double mean, double deviation, params long[] shape) => Add(weight, shape, mean, deviation, true);

    /// <summary>A tensor that is not trained: statistics of a norm, constants.</summary>
    public string Fixed(string weight, double mean, double deviation, params long[] shape) => Add(weight, shape, mean, deviation, false);

    /// <summary>Equal values that are not trained and that several nodes share.</summary>
    public string Once(string weight, double value, params long[] shape) =>
        _weights.Exists(known => known.Name == weight) ? weight : Fixed(weight, value, 0, shape);

    /// <summary>Whole numbers: shapes, axes and places.</summary>
    public string Integers(string weight, params long[] values)
    {
        // A name that is taken by other values gets a number.
        for (var (name, count) = (weight, 0); ; name = FormattableString.Invariant($"{weight}.{++count}"))
        {
            if (_weights.Find(known => known.Name == name) is not { } taken)
            {
                _weights.Add(new Weight(name, [values.Length], 0, 0, [.. values], false));
                return name;
            }

            if (!taken.IsDrawn && taken.Integers.AsSpan().SequenceEqual(values)) return name;
        }
    }

    public string Node(string op, string[] inputs, params NodeAttribute[] attributes)
    {
        var node = string.Create(CultureInfo.InvariantCulture, $"{op.ToLowerInvariant()}_{_nodes.Count}");
        _nodes.Add(new Node(op, node, [.. inputs], [.. attributes]));
        return node;
    }

    public void Output(string value, ElementType type, params Dimension[] dimensions) =>
        _outputs.Add(new Port(value, type, [.. dimensions]));

    public OnnxGraph Build() => new(name, [.. _inputs], [.. _outputs], [.. _weights], [.. _nodes]);

    private string Add(string weight, long[] shape, double mean, double deviation, bool isParameter)
    {
        _weights.Add(new Weight(weight, [.. shape], (float)mean, (float)deviation, default, isParameter));
        return weight;
    }
}
