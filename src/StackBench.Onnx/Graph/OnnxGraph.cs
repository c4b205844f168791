using System.Collections.Immutable;

namespace StackBench.Onnx.Graph;

/// <summary>A network as ONNX has it: nodes in the order they run, and the weights by how they are filled.</summary>
public sealed record OnnxGraph(
    string Name, ImmutableArray<Port> Inputs, ImmutableArray<Port> Outputs, ImmutableArray<Weight> Weights, ImmutableArray<Node> Nodes)
{
    /// <summary>Trained numbers; statistics and shapes are none.</summary>
    public long Parameters => Weights.Where(weight => weight.IsParameter).Sum(weight => weight.Count);

    public long WeightBytes => Weights.Sum(weight => weight.Bytes);
}
