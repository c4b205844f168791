using System.Collections.Immutable;

namespace StackBench.Serving.Streams;

/// <summary>A response's events and what they say.</summary>
/// <param name="Error">Message of an error event or of data that is no JSON; null without.</param>
internal sealed record ParsedStream(ImmutableArray<StreamEvent> Events, TokenCounts Counts, string? Error, string? FinishReason);
