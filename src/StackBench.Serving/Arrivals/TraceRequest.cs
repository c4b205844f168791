using StackBench.Serving.Prompts;

namespace StackBench.Serving.Arrivals;

/// <summary>One request of a recorded trace.</summary>
/// <param name="Seconds">After the first request.</param>
/// <param name="Input">Tokens, or words, of its prompt; null where the trace does not tell.</param>
/// <param name="Output">Tokens of its answer; null where the trace does not tell.</param>
/// <param name="Prompt">Its text; null where the trace does not hold it.</param>
public sealed record TraceRequest(double Seconds, int? Input = null, int? Output = null, string? Prompt = null)
{
    /// <summary>Of its prompt; none where the trace does not tell, or holds the prompt.</summary>
    public PromptBlocks Blocks { get; init; } = PromptBlocks.None;
}
