using System.Collections.Immutable;
using StackBench.Core.Workloads;
using StackBench.Machine.Gpu;
using StackBench.Machine.Vendors;

namespace StackBench.Machine.Reading;

/// <summary>What <c>stackbench detect --from FILE --format json</c> writes: the GPUs of another tool's output, with their peaks.</summary>
public sealed record GpuDumpDocument
{
    public required string Tool { get; init; }

    public required ImmutableArray<GpuFacts> Gpus { get; init; }

    /// <summary>Rates no honest measurement exceeds, by PCI address.</summary>
    public required ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Ceiling>> GpuLimits { get; init; }

    /// <summary>Peaks the makers publish, by PCI address.</summary>
    public required ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Ceiling>> GpuPublished { get; init; }

    public static GpuDumpDocument Of(GpuDump dump)
    {
        ArgumentNullException.ThrowIfNull(dump);
        return new GpuDumpDocument
        {
            Tool = dump.Tool,
            Gpus = dump.Gpus,
            GpuLimits = MachineDocument.ByAddress(dump.Gpus, GpuPeaks.Limits),
            GpuPublished = MachineDocument.ByAddress(dump.Gpus, GpuPeaks.Published),
        };
    }
}
