namespace StackBench.Serving.Streams;

/// <summary>What the events of a stream have said so far; null is not told.</summary>
internal sealed class StreamTotals
{
    public int? Prompt, Completion, Cached, Timings, Reasoning;

    /// <summary>Of the first event that is an error.</summary>
    public string? Error;

    public string? FinishReason;

    public TokenCounts Counts => new(Prompt, Completion, Cached, Timings, Reasoning);
}
