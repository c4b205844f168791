using System.Collections.Immutable;
using StackBench.Machine.Import;

namespace StackBench.Machine.Amd;

/// <summary>The <c>sysinfo.csv</c> that AMD's profiler keeps with a workload: one GPU model of a node, without its address.</summary>
internal static class RocprofSysinfo
{
    public static ImmutableArray<GpuFacts> Parse(string text) => [.. CsvTable.Rows(text).Select(Of)];

    private static GpuFacts Of(ToolFields fields) => new()
    {
        PciAddress = "drm:unknown",
        Vendor = AmdVendor.Id,
        Name = fields.Text("gpu_model"),
        DeviceId = fields.Int("gpu_chip_id").Then<string>(id => $"{AmdVendor.PciId}:{id:x4}").Or("unknown"),
        Driver = "amdgpu",
        Target = fields.Text("gpu_arch"),
        ComputeUnits = fields.Int("cu_per_gpu"),
        // In KiB as the driver's tables have it.
        MemoryBytes = fields.Size(1024, "gpu_memory"),
        MaxClockHertz = fields.Positive(1e6, "max_sclk"),
        MaxMemoryClockHertz = fields.Positive(1e6, "max_mclk"),
        MemoryBytesPerSecond = fields.Positive(1e9, "hbm_bw"),
        PartitionMode =
            fields.Text("compute_partition").Then(compute => fields.Text("memory_partition").Then<string>(memory => $"{compute}/{memory}")),
    };
}
