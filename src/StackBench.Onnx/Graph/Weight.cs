using System.Collections.Immutable;

namespace StackBench.Onnx.Graph;

/// <summary>A tensor of the model's own, known by how it is filled.</summary>
/// <param name="Name">As PyTorch names it in the same network; its random numbers follow from it.</param>
/// <param name="Mean">Of the values of a drawn tensor.</param>
/// <param name="Deviation">Standard deviation of the values; 0 for all of them the mean.</param>
/// <param name="Integers">The values of an int64 tensor; default for a drawn one.</param>
/// <param name="IsParameter">It is trained: counted among the parameters.</param>
public sealed record Weight(
    string Name, ImmutableArray<long> Shape, float Mean, float Deviation, ImmutableArray<long> Integers, bool IsParameter)
{
    /// <summary>What drawn values are rounded to.</summary>
    public ElementType DrawnType { get; init; } = ElementType.Float;

    /// <summary>Its values are drawn, not listed.</summary>
    public bool IsDrawn => Integers.IsDefault;

    public ElementType Type => IsDrawn ? DrawnType : ElementType.Int64;

    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    public long Bytes => Count * Type.Bytes();
}
