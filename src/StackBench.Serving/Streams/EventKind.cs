namespace StackBench.Serving.Streams;

/// <summary>What an event of a stream carries. Only content, reasoning and tool events carry tokens.</summary>
public enum EventKind
{
    Role,
    Content,
    Reasoning,
    Tool,
    Finish,
    Usage,
    Comment,
    Error,
    Done,
}
