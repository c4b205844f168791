namespace StackBench.Serving.Streams;

/// <summary>The output tokens of a request, and who counted them.</summary>
public readonly record struct OutputTokens(int Count, TokenSource Source)
{
    /// <param name="events">Events that carry tokens. A server that says 0 though some came does not count.</param>
    public static OutputTokens Of(TokenCounts counts, int events)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return (counts.Completion, counts.Timings) switch
        {
            ({ } usage, _) when usage > 0 || events == 0 => new(usage, TokenSource.Usage),
            (_, { } timings) when timings > 0 || events == 0 => new(timings, TokenSource.Timings),
            _ => new(events, TokenSource.Events),
        };
    }
}
