using System.Collections.Immutable;

namespace StackBench.Machine;

/// <summary>Main memory as far as this process may use it.</summary>
public sealed record MemoryFacts
{
    public required Fact<long> TotalBytes { get; init; }

    /// <summary>What can be allocated now, after cgroup limits.</summary>
    public required Fact<long> AvailableBytes { get; init; }

    /// <summary>Limit of the control group; unknown where none limits.</summary>
    public Fact<long> LimitBytes { get; init; }

    public MemoryModules Modules { get => field ?? MemoryModules.Unread; init; }

    /// <summary>How far each NUMA node is from each, in the firmware's units (10 is the node itself); empty where not told.</summary>
    public ImmutableArray<ImmutableArray<int>> NumaDistances { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Transparent huge pages: <c>always</c>, <c>madvise</c> or <c>never</c>.</summary>
    public required Fact<string> TransparentHugePages { get; init; }
}
