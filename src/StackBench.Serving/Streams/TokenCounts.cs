namespace StackBench.Serving.Streams;

/// <summary>What a server says it counted; null is not told.</summary>
/// <param name="Completion">Of <c>usage</c>, reasoning tokens included.</param>
/// <param name="Cached">Prompt tokens taken from a prefix cache.</param>
/// <param name="Timings">Generated tokens by llama.cpp's <c>timings.predicted_n</c>.</param>
/// <param name="Reasoning">Those of <paramref name="Completion"/> that were reasoning, shown or not.</param>
public sealed record TokenCounts(
    int? Prompt = null, int? Completion = null, int? Cached = null, int? Timings = null, int? Reasoning = null);
