using System.Collections.Immutable;

namespace StackBench.Serving.Prompts;

/// <summary>Text, or token ids where text is null.</summary>
/// <param name="Messages">The turns of a chat in JSON, which the chat route is sent in place of the text; null without.</param>
public sealed record Prompt(string? Text, ImmutableArray<int> Ids, string? Messages = null);
