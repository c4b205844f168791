using System.Collections.Immutable;

namespace StackBench.Onnx.Graph;

/// <summary>An attribute of a node: a whole number, a list of them, a fraction, or a text.</summary>
public sealed record NodeAttribute(string Name, ImmutableArray<long> Integers, float Fraction, bool IsList, string? Text = null)
{
    public static implicit operator NodeAttribute((string Name, long Value) pair) => new(pair.Name, [pair.Value], 0, false);

    public static implicit operator NodeAttribute((string Name, float Value) pair) => new(pair.Name, default, pair.Value, false);

    public static implicit operator NodeAttribute((string Name, long[] Values) pair) => new(pair.Name, [.. pair.Values], 0, true);

    public static implicit operator NodeAttribute((string Name, string Value) pair) => new(pair.Name, default, 0, false, pair.Value);
}
