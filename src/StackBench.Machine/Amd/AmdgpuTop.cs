using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Machine.Gpu;
using StackBench.Machine.Import;

namespace StackBench.Machine.Amd;

/// <summary>
/// Output of <c>amdgpu_top --dump --json</c>, and of its stream (<c>--json</c>), which has what the GPU is beside what it does.
/// </summary>
internal static class AmdgpuTop
{
    /// <summary>Null for another tool's JSON.</summary>
    public static ImmutableArray<GpuFacts>? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => Parse(json),
        JsonValueKind.Object when json.TryGetProperty("devices", out var devices) && devices.ValueKind == JsonValueKind.Array =>
            Parse(devices),
        _ => null,
    };

    private static ImmutableArray<GpuFacts> Parse(JsonElement gpus) =>
        [.. gpus.EnumerateArray().Where(gpu => gpu.ValueKind == JsonValueKind.Object).Select(Fields).OfType<ToolFields>().Select(Of)];

    private static ToolFields? Fields(JsonElement gpu)
    {
        if (gpu.TryGetProperty("DeviceName", out _)) return JsonFields.Flatten(gpu);
        return gpu.TryGetProperty("Info", out var info) && info.ValueKind == JsonValueKind.Object
            && info.TryGetProperty("DeviceName", out _)
            ? JsonFields.Flatten(info, gpu)
            : null;
    }

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
        MemoryBytes = fields.Size(1, "VRAM Size"),
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
            MemoryUsedBytes = fields.Count(1, "VRAM Usage Size").Else(() => fields.Count(1L << 20, "VRAM/Total VRAM Usage")),
            PowerWatts = fields.Number(1, "Sensors/Average Power", "Sensors/Input Power"),
        },
    };
}
