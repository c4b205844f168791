using System.Collections.Immutable;

namespace StackBench.Llm.Gguf;

/// <summary>What a GGUF file says of itself before the weights begin.</summary>
/// <param name="Numbers">Whole numbers of the metadata by key.</param>
/// <param name="Texts">Texts of the metadata by key.</param>
/// <param name="Lists">Short lists of whole numbers by key (heads of each layer, where layers differ).</param>
/// <param name="ArrayLengths">Length of every array by key, of those that were skipped as well.</param>
/// <param name="DataOffset">Where the data section begins, in bytes.</param>
public sealed record GgufHeader(
    ImmutableDictionary<string, long> Numbers,
    ImmutableDictionary<string, string> Texts,
    ImmutableDictionary<string, ImmutableArray<long>> Lists,
    ImmutableDictionary<string, long> ArrayLengths,
    ImmutableArray<GgufTensor> Tensors,
    long DataOffset);
