using System.Collections.Immutable;
using StackBench.Onnx.Graph;

namespace StackBench.Onnx.Precisions;

/// <summary>A network in a 16-bit type: weights, inputs, outputs and what lies between.</summary>
internal static class HalfPrecision
{
    /// <summary>The same network with every float in <paramref name="type"/>.</summary>
    public static OnnxGraph Of(OnnxGraph graph, ElementType type)
    {
        // Factors of Resize are fp32 in any network.
        var factors = graph.Nodes.Where(node => node.Op == "Resize").Select(node => node.Inputs[^1]).ToHashSet(StringComparer.Ordinal);
        return graph with
        {
            Inputs = [.. graph.Inputs.Select(Narrow)],
            Outputs = [.. graph.Outputs.Select(Narrow)],
            Weights =
            [
                .. graph.Weights.Select(
                    weight => weight.IsDrawn && !factors.Contains(weight.Name) ? weight with { DrawnType = type } : weight),
            ],
            Nodes = [.. graph.Nodes.Select(node => node.Op == "Cast" ? CastTo(node, type) : node)],
        };

        Port Narrow(Port port) => port.Type == ElementType.Float ? port with { Type = type } : port;
    }

    private static Node CastTo(Node node, ElementType type) =>
        node.Integer("to", 0) == (long)ElementType.Float
            ? node with { Attributes = ImmutableArray.Create<NodeAttribute>(("to", (long)type)) }
            : node;
}
