namespace StackBench.Machine;

/// <summary>Main memory as far as this process may use it.</summary>
public sealed record MemoryFacts
{
    public required Fact<long> TotalBytes { get; init; }

    /// <summary>What can be allocated now, after cgroup limits.</summary>
    public required Fact<long> AvailableBytes { get; init; }

    /// <summary>Limit of the control group; unknown where none limits.</summary>
    public Fact<long> LimitBytes { get; init; }

    /// <summary>Transparent huge pages: <c>always</c>, <c>madvise</c> or <c>never</c>.</summary>
    public required Fact<string> TransparentHugePages { get; init; }
}
