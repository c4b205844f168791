using System.Collections.Immutable;

namespace StackBench.Machine.Doctor;

/// <summary>The one list of all checks.</summary>
internal static class Checks
{
    public static ImmutableArray<Check> All { get; } =
    [
        GovernorCheck.Check,
        TurboCheck.Check,
        SmtCheck.Check,
        BusyCpuCheck.Check,
        StolenTimeCheck.Check,
        CpuThrottleCheck.Check,
        CpuLimitCheck.Check,
        NumaBalancingCheck.Check,
        ClockSourceCheck.Check,
        HugePagesCheck.Check,
        FreeMemoryCheck.Check,
        SwapCheck.Check,
        MemoryLimitCheck.Check,
        MemoryErrorCheck.Check,
        GpuAccessCheck.Check,
        GpuProcessCheck.Check,
        GpuThrottleCheck.Check,
        PowerCapCheck.Check,
        PartitionCheck.Check,
        GpuErrorCheck.Check,
        PcieLinkCheck.Check,
        PcieErrorCheck.Check,
        ResizableBarCheck.Check,
        IommuCheck.Check,
        GpuOverrideCheck.Check,
        VisibleDevicesCheck.Check,
        ThreadVariableCheck.Check,
        DebugVariableCheck.Check,
    ];
}
