using System.Collections.Immutable;

namespace StackBench.Machine.Doctor;

/// <summary>The one list of all checks.</summary>
internal static class Checks
{
    /// <summary>Those about one GPU that a load may change or that bear on its rates.</summary>
    public static ImmutableArray<Check> OfGpus { get; } =
    [
        PowerCapCheck.Check, PartitionCheck.Check, GpuErrorCheck.Check, PcieLinkCheck.Check, ResizableBarCheck.Check,
    ];

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
        MemoryChannelCheck.Check,
        GpuAccessCheck.Check,
        CudaDriverCheck.Check,
        VulkanDriverCheck.Check,
        OpenClDriverCheck.Check,
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
