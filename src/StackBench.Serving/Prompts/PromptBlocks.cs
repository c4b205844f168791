using System.Collections.Immutable;

namespace StackBench.Serving.Prompts;

/// <summary>
/// Blocks that a prompt begins with: those of the same id are the same in all prompts of a seed. What follows them is no other prompt's.
/// </summary>
/// <param name="Length">Words or tokens of a block.</param>
/// <param name="Ids">Known by their value alone.</param>
public readonly record struct PromptBlocks(int Length, ImmutableArray<ulong> Ids)
{
    public static PromptBlocks None { get; } = new(1, []);
}
