namespace StackBench.Serving.Streams;

/// <summary>One event as it arrived.</summary>
/// <param name="Nanoseconds">End of the read that completed it, after the start of the run.</param>
/// <param name="Read">Number of that read within the response: events of one read share a time.</param>
/// <param name="Bytes">Length of its data.</param>
/// <param name="Kind">Of several kinds in one event the first of content, reasoning, tool, finish, usage, role.</param>
/// <param name="CompletionTokens">Tokens generated so far, where the event tells it.</param>
public readonly record struct StreamEvent(long Nanoseconds, int Read, int Bytes, EventKind Kind, int? CompletionTokens = null)
{
    public bool CarriesTokens => Kind is EventKind.Content or EventKind.Reasoning or EventKind.Tool;
}
