using StackBench.Core.Workloads;

namespace StackBench.Workloads.Definitions;

/// <summary>The bounds of a workload on a device, by what sets its pace.</summary>
internal static class TargetBounds
{
    /// <summary>Name of the limit of main or device memory.</summary>
    public const string MemoryCeiling = "bandwidth.memory";

    /// <summary>Name of the limit of the link between host and device, one way.</summary>
    public const string LinkCeiling = "bandwidth.link";

    /// <summary>Physics and the published peak alone.</summary>
    /// <param name="ceiling">Name of the limit in <see cref="Peaks"/>.</param>
    public static Bounds LimitedBy(this WorkloadTarget target, string ceiling) => new(new Layer(), ceiling, target.Published(ceiling));

    /// <summary>Of products that share the kernel's time with other work: compared with the best square product of their type.</summary>
    public static Bounds BelowGemm(this WorkloadTarget target, DataType type) =>
        target.LimitedBy(type.CeilingName) with { Layer = Level.Gemm(type).Above() };

    /// <summary>Of products on a GPU: compared with the fastest one of their type.</summary>
    public static Bounds BelowMatrix(this WorkloadTarget target, DataType type) =>
        target.LimitedBy(type.CeilingName) with { Layer = Level.Matrix(type).Above() };

    /// <summary>Of the best products on a CPU: compared with what its matrix units make of the FMA peak.</summary>
    public static Bounds BelowFma(this WorkloadTarget target, DataType type) =>
        target.LimitedBy(type.CeilingName) with { Layer = MatrixUnits.Above(type, target.Machine.Cpu.Isa) };

    /// <summary>
    /// Of what memory bounds. On a CPU only data that certainly do not fit in the last cache are compared with its bandwidth, and none with
    /// physics: no cache is overwritten there.
    /// </summary>
    /// <param name="bytes">Bytes a call moves.</param>
    public static Bounds BelowMemory(this WorkloadTarget target, double bytes)
    {
        if (!target.IsCpu) return target.BelowDeviceMemory();
        return target.Machine.Cpu.LastLevelCacheBytes is { IsKnown: true, Value: var cache } && bytes >= 2.0 * cache
            ? new(Level.Memory.Above())
            : Bounds.None;
    }

    /// <summary>Of what the memory of an accelerator bounds.</summary>
    public static Bounds BelowDeviceMemory(this WorkloadTarget target) =>
        target.LimitedBy(MemoryCeiling) with { Layer = Level.DeviceMemory.Above() };
}
