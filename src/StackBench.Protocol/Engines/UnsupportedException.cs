namespace StackBench.Protocol.Engines;

/// <summary>The engine cannot do what was asked; becomes the message <c>unsupported</c>.</summary>
public sealed class UnsupportedException(string reason, string? remedy = null) : Exception(reason)
{
    public string? Remedy { get; } = remedy;
}
