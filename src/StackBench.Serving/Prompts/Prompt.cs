using System.Collections.Immutable;

namespace StackBench.Serving.Prompts;

/// <summary>Text, or token ids where text is null.</summary>
public sealed record Prompt(string? Text, ImmutableArray<int> Ids);
