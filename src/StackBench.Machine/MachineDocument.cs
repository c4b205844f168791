using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Core.Workloads;
using StackBench.Machine.Cpu;

namespace StackBench.Machine;

/// <summary>What <c>stackbench detect --format json</c> writes.</summary>
public sealed record MachineDocument
{
    public const int CurrentSchemaVersion = 1;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    public required CpuFacts Cpu { get; init; }

    public required MemoryFacts Memory { get; init; }

    public required OsFacts Os { get; init; }

    public required ImmutableArray<GpuFacts> Gpus { get; init; }

    /// <summary>Rates no honest measurement on the processors can exceed, by name.</summary>
    public required ImmutableSortedDictionary<string, Ceiling> CpuLimits { get; init; }

    public static MachineDocument Of(MachineFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new MachineDocument
        {
            Cpu = facts.Cpu,
            Memory = facts.Memory,
            Os = facts.Os,
            Gpus = facts.Gpus,
            CpuLimits = CpuPeaks.Of(facts.Cpu).Limits.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, MachineJson.Default.MachineDocument);
}
