using System.Collections.Immutable;

namespace StackBench.Onnx.Graph;

/// <summary>One operation with one output, whose name is its own.</summary>
public sealed record Node(string Op, string Name, ImmutableArray<string> Inputs, ImmutableArray<NodeAttribute> Attributes)
{
    public long Integer(string name, long otherwise) => Find(name) is { Integers: [var value, ..] } ? value : otherwise;

    public float Fraction(string name, float otherwise) => Find(name)?.Fraction ?? otherwise;

    public ImmutableArray<long> Integers(string name, params ImmutableArray<long> otherwise) => Find(name)?.Integers ?? otherwise;

    private NodeAttribute? Find(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name);
}
