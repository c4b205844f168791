using System.Collections.Immutable;
using StackBench.Machine.Gpu;
using StackBench.Machine.Import;

namespace StackBench.Machine.Nvidia;

/// <summary>
/// Output of <c>nvidia-smi -q</c>, as XML of schema 10 to 13 or as text. Text keys turned to lower case with underscores are nearly the
/// names of the XML; where they or the schemas differ, several names are tried.
/// </summary>
internal static class NvidiaSmi
{
    private const long Mebibyte = 1L << 20;

    public static ImmutableArray<GpuFacts> OfXml(string xml) => [.. NvidiaSmiXml.Read(xml).Select(Of)];

    public static ImmutableArray<GpuFacts> OfText(string text) => [.. NvidiaSmiText.Read(text).Select(Of)];

    private static GpuFacts Of(NvidiaSmiGpu gpu)
    {
        var fields = gpu.Fields;
        var device = fields.Text("pci/pci_device_id", "pci/device_id");
        var mig = fields.Text("mig_mode/current_mig", "mig_mode/current");
        return new GpuFacts
        {
            PciAddress = PciAddress.Normalize(fields.Text("pci/pci_bus_id", "pci/bus_id").Or(gpu.Id)) ?? $"drm:{gpu.Id}",
            Vendor = NvidiaVendor.Id,
            Name = fields.Text("product_name"),
            DeviceId = device.Then<string>(text => $"{ToolText.PciId(text)}:{ToolText.PciId(text, 16)}").Or("unknown"),
            Driver = "nvidia",
            DriverVersion = gpu.Machine.Text("kmd_version", "driver_version"),
            Uuid = fields.Text("uuid", "gpu_uuid"),
            SubsystemId =
                fields.Text("pci/pci_sub_system_id", "pci/sub_system_id")
                    .Then<string>(text => $"{ToolText.PciId(text)}:{ToolText.PciId(text, 16)}"),
            MemoryBytes = fields.Size(Mebibyte, "fb_memory_usage/total"),
            MaxClockHertz = fields.Positive(1e6, "max_clocks/sm_clock", "max_clocks/sm"),
            MaxMemoryClockHertz = fields.Positive(1e6, "max_clocks/mem_clock", "max_clocks/memory"),
            PowerLimitWatts = Power(fields, "enforced_power_limit", "current_power_limit", "power_limit"),
            Link = Link(fields),
            PartitionMode = mig.Then<string>(mode => mode == "Enabled" ? "MIG" : "none").Else(() => "none"),
            Partitions = [.. gpu.Partitions.Select((part, index) => new GpuPartition(
                part.Int("index").Or(index),
                part.Text("gpu_instance_id").Then<string>(gpuInstance =>
                    $"GI {gpuInstance}{part.Text("compute_instance_id").Then<string>(id => $" CI {id}").Or("")}"),
                part.Int("device_attributes/shared/multiprocessor_count"),
                part.Size(Mebibyte, "fb_memory_usage/total", "shared_fb_memory_usage/total")))],
            State = new GpuState
            {
                TemperaturesCelsius =
                    NvidiaState.Temperatures(fields.Number(1, "temperature/gpu_temp", "temperature/gpu_current_temp"),
                        fields.Number(1, "temperature/memory_temp", "temperature/memory_current_temp")),
                PowerWatts = Power(fields, "instant_power_draw", "instantaneous_power_draw", "power_draw"),
                ClockHertz = fields.Positive(1e6, "clocks/sm_clock", "clocks/sm"),
                MemoryClockHertz = fields.Positive(1e6, "clocks/mem_clock", "clocks/memory"),
                BusyShare = fields.Number(0.01, "utilization/gpu_util", "utilization/gpu"),
                MemoryUsedBytes = fields.Count(Mebibyte, "fb_memory_usage/used"),
                FanShare = fields.Number(0.01, "fan_speed"),
                PerformanceState = fields.Text("performance_state"),
                ThrottleReasons = Reasons(fields),
            },
        };
    }

    private static Fact<double> Power(ToolFields fields, params ReadOnlySpan<string> names)
    {
        // Driver 610 names the limits of a device its ceiling.
        foreach (var group in (string[])["gpu_power_readings", "gpu_power_readings/gpu_ceiling_power_limit", "power_readings"])
            foreach (var name in names)
                if (fields.Number(1, $"{group}/{name}") is { IsKnown: true } watts) return watts;
        return fields.Number(1, $"power_readings/{names[^1]}");
    }

    private static PcieLink Link(ToolFields fields) => new()
    {
        GigatransfersPerSecond =
            fields.Int("pci/pci_gpu_link_info/pcie_gen/current_link_gen", "pci/gpu_link_info/pcie_generation/current")
                .Then(PcieLink.RateOf),
        Lanes = fields.Int("pci/pci_gpu_link_info/link_widths/current_link_width", "pci/gpu_link_info/link_width/current"),
        MaxGigatransfersPerSecond =
            fields.Int("pci/pci_gpu_link_info/pcie_gen/max_link_gen", "pci/gpu_link_info/pcie_generation/max").Then(PcieLink.RateOf),
        MaxLanes = fields.Int("pci/pci_gpu_link_info/link_widths/max_link_width", "pci/gpu_link_info/link_width/max"),
    };

    private static Fact<ImmutableArray<string>> Reasons(ToolFields fields)
    {
        foreach (var prefix in (string[])["clocks_event_reasons/", "clocks_throttle_reasons/"])
            if (fields.HasAny(prefix)) return NvidiaState.Reasons(fields.Active(prefix));
        return Fact<ImmutableArray<string>>.Unknown("the tool printed no reasons");
    }
}
