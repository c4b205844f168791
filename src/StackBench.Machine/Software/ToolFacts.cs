namespace StackBench.Machine;

/// <summary>A program.</summary>
public sealed record ToolFacts
{
    public static ToolFacts Unread { get; } = new();

    /// <summary>Of the package it came with.</summary>
    public Fact<string> Version { get; init; }

    /// <summary>Where it was found.</summary>
    public Fact<string> Path { get; init; }
}
