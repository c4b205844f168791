using System.Collections.Immutable;

namespace StackBench.Onnx.Graph;

/// <summary>An input or output of a graph.</summary>
/// <param name="Limit">Whole numbers of an input lie below it: the vocabulary of token ids, the number of segments.</param>
public sealed record Port(string Name, ElementType Type, ImmutableArray<Dimension> Dimensions, long Limit = 2)
{
    /// <summary>Its shape with every named dimension replaced.</summary>
    /// <exception cref="ArgumentException">A name has no size.</exception>
    public long[] Shape(IReadOnlyDictionary<string, long> sizes) =>
    [
        .. Dimensions.Select(dimension => dimension.Name is not { } name
            ? dimension.Size
            : sizes.TryGetValue(name, out var size) ? size : throw new ArgumentException($"no size is given for '{name}'", nameof(sizes))),
    ];
}
