using System.Collections.Immutable;

namespace StackBench.Onnx.Graph;

/// <summary>A tensor of the model's own, known by how it is filled.</summary>
/// <param name="Name">As PyTorch names it in the same network; its random numbers follow from it.</param>
/// <param name="Mean">Of the values of a float tensor.</param>
/// <param name="Deviation">Standard deviation of the values; 0 for all of them the mean.</param>
/// <param name="Integers">The values of an int64 tensor; default for a float one.</param>
/// <param name="IsParameter">It is trained: counted among the parameters.</param>
public sealed record Weight(
    string Name, ImmutableArray<long> Shape, float Mean, float Deviation, ImmutableArray<long> Integers, bool IsParameter)
{
    public bool IsFloat => Integers.IsDefault;

    public ElementType Type => IsFloat ? ElementType.Float : ElementType.Int64;

    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    public long Bytes => Count * (IsFloat ? sizeof(float) : sizeof(long));
}
