using System.Collections.Immutable;

namespace StackBench.Serving.Arrivals;

/// <summary>One request of a recorded trace.</summary>
/// <param name="Seconds">After the first request.</param>
/// <param name="Input">Tokens, or words, of its prompt; null where the trace does not tell.</param>
/// <param name="Output">Tokens of its answer; null where the trace does not tell.</param>
/// <param name="Prompt">Its text; null where the trace does not hold it.</param>
public sealed record TraceRequest(double Seconds, int? Input = null, int? Output = null, string? Prompt = null)
{
    /// <summary>Ids of the blocks its prompt consists of, as in <see cref="Prompts.PromptSource.BlockLength"/>; requests that share an id share the block. Empty where the trace does not tell.</summary>
    public ImmutableArray<long> Blocks { get; init; } = [];
}
