namespace StackBench.Core.Results;

/// <summary>A sentence of the answer to what a run says about its machine. Plain text of untrusted origin.</summary>
/// <param name="Code">Stable name: <c>throttled</c>, <c>layer-loss</c>, <c>layers</c>.</param>
/// <param name="Advice">What to do, or where to look; null where nothing is to be done.</param>
public sealed record SummarySentence(string Code, SentenceKind Kind, string Text, string? Advice = null);
