using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Machine.Gpu;
using StackBench.Machine.Import;

namespace StackBench.Machine.Amd;

/// <summary>Output of <c>amdgpu_top --dump --json</c>.</summary>
internal static class AmdgpuTop
{
    public static ImmutableArray<GpuFacts> Parse(JsonElement gpus) =>
        [.. gpus.EnumerateArray().Where(gpu => gpu.ValueKind == JsonValueKind.Object && gpu.TryGetProperty("DeviceName", out _))
            .Select((gpu, index) => Of(JsonFields.Flatten(gpu), index))];

    private static GpuFacts Of(ToolFields fields, int index) => new()
    {
        PciAddress = PciAddress.Normalize(fields.Text("PCI", "DevicePath/pci").Or("")) ?? $"drm:gpu{index}",
        Vendor = AmdVendor.Id,
        Name = fields.Text("DeviceName"),
        DeviceId = fields.Int("DeviceID").Then<string>(id => $"{AmdVendor.PciId}:{id:x4}").Or("unknown"),
        Driver = "amdgpu",
        Revision = fields.Int("RevisionID").Then<string>(id => $"{id:x2}"),
        IsIntegrated =
            fields.Text("GPU Type")
                .Then<bool>(type => type switch { "APU" => true, "dGPU" => false, _ => Fact<bool>.Unknown($"'{type}' is no known kind") }),
        Target = fields.Text("gfx_target_version"),
        ComputeUnits = fields.Int("Total Compute Unit"),
        MemoryBytes = fields.Count(1, "VRAM Size"),
        SharedMemoryBytes = fields.Count(1, "GTT Size"),
        MemoryBusBits = fields.Int("VRAM Bit width"),
        MaxClockHertz = fields.Number(1e6, "GPU Clock/max"),
        MaxMemoryClockHertz = fields.Number(1e6, "Memory Clock/max"),
        MemoryBytesPerSecond = fields.Number(1e9, "Peak Memory Bandwidth"),
        PowerLimitWatts = fields.Number(1, "Power Cap/current"),
        Link = new PcieLink
        {
            MaxGigatransfersPerSecond = fields.Int("PCIe Link/max_dpm_link/gen").Then(PcieLink.RateOf),
            MaxLanes = fields.Int("PCIe Link/max_dpm_link/width"),
        },
        State = new GpuState
        {
            BusyShare = fields.Number(0.01, "gpu_activity/GFX"),
            MemoryUsedBytes = fields.Count(1, "VRAM Usage Size"),
        },
    };
}
