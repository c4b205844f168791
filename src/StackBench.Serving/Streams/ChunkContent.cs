namespace StackBench.Serving.Streams;

/// <summary>What one event of a stream holds.</summary>
internal struct ChunkContent
{
    public bool HasChoices, HasContent, HasReasoning, HasTool, HasFinish, HasUsage, HasTimings, IsPing, IsError;

    public int? Tokens;

    /// <summary>Whether it is none of an answer's events: whatever a server sends instead of one is the reason why there is none.</summary>
    public readonly bool IsForeign => IsError || !(HasChoices || HasUsage || HasTimings);

    public readonly EventKind Kind =>
        HasContent ? EventKind.Content
        : HasReasoning ? EventKind.Reasoning
        : HasTool ? EventKind.Tool
        : HasFinish ? EventKind.Finish
        : HasUsage ? EventKind.Usage
        : EventKind.Role;
}
