using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Machine.Cpu;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Reading;

/// <summary>What <c>stackbench detect --format json</c> writes.</summary>
public sealed record MachineDocument
{
    public const int CurrentSchemaVersion = 1;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    public required CpuFacts Cpu { get; init; }

    public required MemoryFacts Memory { get; init; }

    public required OsFacts Os { get; init; }

    public BoardFacts Board { get => field ?? BoardFacts.Unread; init; }

    public required ImmutableArray<GpuFacts> Gpus { get; init; }

    public SoftwareFacts Software { get => field ?? SoftwareFacts.Unread; init; }

    /// <summary>Rates no honest measurement on the processors can exceed, by name.</summary>
    public required ImmutableSortedDictionary<string, Ceiling> CpuLimits { get; init; }

    /// <summary>The same for each GPU, by PCI address; empty where neither table nor formula knows the product.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Ceiling>> GpuLimits { get; init; } =
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Ceiling>>.Empty;

    /// <summary>Peaks the makers publish, by PCI address, each with its basis and source.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Ceiling>> GpuPublished { get; init; } =
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Ceiling>>.Empty;

    public static MachineDocument Of(MachineFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new MachineDocument
        {
            Cpu = facts.Cpu,
            Memory = facts.Memory,
            Os = facts.Os,
            Board = facts.Board,
            Gpus = facts.Gpus,
            Software = facts.Software,
            CpuLimits = Sorted(CpuPeaks.Of(facts)),
            GpuLimits = ByAddress(facts.Gpus, GpuPeaks.Limits),
            GpuPublished = ByAddress(facts.Gpus, GpuPeaks.Published),
        };
    }

    // Tools that tell no addresses give several GPUs one: the first stands for them, as they are alike.
    internal static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Ceiling>> ByAddress(
        ImmutableArray<GpuFacts> gpus, Func<GpuFacts, Peaks> peaks) =>
        gpus.DistinctBy(gpu => gpu.PciAddress, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(gpu => gpu.PciAddress, gpu => Sorted(peaks(gpu)), StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, Ceiling> Sorted(Peaks peaks) =>
        peaks.Limits.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
