using System.Collections.Immutable;

namespace StackBench.Llm.Gguf;

/// <summary>One tensor of a model file.</summary>
/// <param name="Dimensions">Fastest first: the columns of a matrix, then its rows.</param>
/// <param name="Offset">From the begin of the data section, in bytes.</param>
public sealed record GgufTensor(string Name, ImmutableArray<long> Dimensions, TensorType Type, long Offset)
{
    public long Elements => Dimensions.Aggregate(1L, (product, dimension) => product * dimension);

    public long Bytes => Type.BytesOf(Elements)!.Value;

    public bool Equals(GgufTensor? other) =>
        other is not null && Name == other.Name && Type == other.Type && Offset == other.Offset
            && Dimensions.SequenceEqual(other.Dimensions);

    public override int GetHashCode() => HashCode.Combine(Name, Type, Offset);
}
