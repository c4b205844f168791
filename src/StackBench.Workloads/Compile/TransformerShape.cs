using StackBench.Core.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Workloads.Compile;

/// <summary>A stack of transformer blocks: attention and a four times wider network.</summary>
/// <param name="Tokens">Of each sequence.</param>
internal sealed record TransformerShape(DataType Type, long Width, long Layers, long Heads, long Tokens, long Batch, Suite Suite)
{
    public string Name => FormattableString.Invariant($"{Type} d{Width} l{Layers} t{Tokens} b{Batch}");

    /// <summary>Weights of the matrix products, 12 d^2 a layer.</summary>
    public double Parameters => 12.0 * Layers * Width * Width;

    /// <summary>Matrix products of a forward pass: 24 T d^2 + 4 T^2 d a layer and sequence.</summary>
    public Cost Forward =>
        new(Flop: (double)Batch * Layers * ((24.0 * Tokens * Width * Width) + (4.0 * Tokens * Tokens * Width)), Tokens: Batch * Tokens);

    /// <summary>Forward and backward, which is twice forward; causal attention sees T (T + 1) / 2 pairs.</summary>
    public Cost CausalTraining => new(
        Flop: 3.0 * Batch * Layers * ((24.0 * Tokens * Width * Width) + (4.0 * Width * (Tokens * (Tokens + 1) / 2))),
        Tokens: Batch * Tokens);
}
