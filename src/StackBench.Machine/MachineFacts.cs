using System.Collections.Immutable;

namespace StackBench.Machine;

/// <summary>What this machine is.</summary>
public sealed record MachineFacts
{
    public required CpuFacts Cpu { get; init; }

    public required MemoryFacts Memory { get; init; }

    public required OsFacts Os { get; init; }

    public BoardFacts Board { get => field ?? BoardFacts.Unread; init; }

    public required ImmutableArray<GpuFacts> Gpus { get; init; }

    /// <summary>Only read where the environment of the user is given.</summary>
    public SoftwareFacts Software { get => field ?? SoftwareFacts.Unread; init; }
}
