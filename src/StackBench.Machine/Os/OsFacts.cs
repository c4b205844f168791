namespace StackBench.Machine;

/// <summary>Operating system and surroundings.</summary>
public sealed record OsFacts
{
    public required Fact<string> Name { get; init; }

    public required Fact<string> Kernel { get; init; }

    public required Fact<string> Architecture { get; init; }

    public required Fact<string> HostName { get; init; }

    /// <summary>Hypervisor or container the process runs in; <c>none</c> on bare metal.</summary>
    public required Fact<string> Virtualization { get; init; }
}
