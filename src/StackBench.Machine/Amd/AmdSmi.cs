using System.Collections.Immutable;
using System.Text.Json;
using StackBench.Machine.Gpu;
using StackBench.Machine.Import;

namespace StackBench.Machine.Amd;

/// <summary>Output of <c>amd-smi static|metric --json</c>: an array of GPUs, from version 26 within an object.</summary>
internal static class AmdSmi
{
    private const long Megabyte = 1L << 20;

    /// <summary>Null for another tool's JSON.</summary>
    public static ImmutableArray<GpuFacts>? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object when json.TryGetProperty("gpu_data", out var data) => Parse(data),
        JsonValueKind.Array when json.EnumerateArray().Any(IsGpu) => Parse(json),
        _ => null,
    };

    /// <summary>Of <c>static</c>, or of <c>metric</c>, which does not say what the GPU is.</summary>
    private static bool IsGpu(JsonElement gpu) => gpu.ValueKind == JsonValueKind.Object
        && (gpu.TryGetProperty("asic", out _) || (gpu.TryGetProperty("gpu", out _)
            && ((string[])["usage", "power", "clock", "mem_usage", "temperature", "vram", "bus"])
            .Any(name => gpu.TryGetProperty(name, out _))));

    private static ImmutableArray<GpuFacts> Parse(JsonElement gpus) => gpus.ValueKind == JsonValueKind.Array
        ? [.. gpus.EnumerateArray().Where(gpu => gpu.ValueKind == JsonValueKind.Object)
            .Select((gpu, index) => Of(JsonFields.Flatten(gpu), gpu, index))]
        : [];

    private static GpuFacts Of(ToolFields fields, JsonElement gpu, int index)
    {
        var bits = fields.Int("vram/bit_width");
        var memoryClock = MaxClock(gpu, "mem");
        return new GpuFacts
        {
            PciAddress = PciAddress.Normalize(fields.Text("bus/bdf", "bdf").Or("")) ?? $"drm:gpu{fields.Text("gpu").Or(ToString(index))}",
            Vendor = AmdVendor.Id,
            Name = fields.Text("asic/market_name", "board/product_name"),
            DeviceId = fields.Text("asic/device_id").Then<string>(text =>
                ToolText.PciId(text) is { } id ? $"{AmdVendor.PciId}:{id}" : Fact<string>.Unknown("no id")).Or("unknown"),
            Driver = fields.Text("driver/name"),
            // Some versions print the whole line of the kernel's version here.
            DriverVersion =
                fields.Text("driver/version").Then<string>(
                    text => text.Length <= 40 ? text : Fact<string>.Unknown("the tool printed the kernel's build line for the version")),
            Revision =
                fields.Text("asic/rev_id")
                    .Then<string>(text => ToolText.PciId(text) is { } id ? id[2..] : Fact<string>.Unknown("no revision")),
            Uuid = fields.Text("uuid"),
            SubsystemId = fields.Text("asic/subvendor_id").Then(vendor => fields.Text("asic/subsystem_id").Then<string>(device =>
                ToolText.PciId(vendor) is { } v && ToolText.PciId(device) is { } d ? $"{v}:{d}" : Fact<string>.Unknown("no id"))),
            Target = fields.Text("asic/target_graphics_version"),
            ComputeUnits = fields.Int("asic/num_compute_units"),
            MemoryBytes = fields.Size(Megabyte, "vram/size", "mem_usage/total_vram"),
            SharedMemoryBytes = fields.Count(Megabyte, "mem_usage/total_gtt"),
            MemoryBusBits = bits,
            MaxClockHertz = MaxClock(gpu, "sys"),
            MaxMemoryClockHertz = memoryClock,
            MemoryBytesPerSecond = fields.Number(1e9, "vram/max_bandwidth")
                .Else(() => BytesPerSecond(fields.Text("vram/type").Or(""), memoryClock, bits)),
            PowerLimitWatts = fields.Positive(1, "limit/socket_power", "limit/max_power", "limit/ppt0/socket_power_limit"),
            Link = new PcieLink
            {
                MaxGigatransfersPerSecond = fields.Number(1, "bus/max_pcie_speed"),
                MaxLanes = fields.Int("bus/max_pcie_width"),
                GigatransfersPerSecond = fields.Number(1, "pcie/speed"),
                Lanes = fields.Int("pcie/width"),
            },
            PartitionMode =
                fields.Text("partition/compute_partition", "partition/accelerator_partition")
                    .Then(compute => fields.Text("partition/memory_partition").Then<string>(memory => $"{compute}/{memory}")),
            State = new GpuState
            {
                TemperaturesCelsius = Temperatures(fields),
                PowerWatts = fields.Number(1, "power/socket_power"),
                ClockHertz = fields.Positive(1e6, "clock/gfx_0/clk"),
                MemoryClockHertz = fields.Positive(1e6, "clock/mem_0/clk"),
                BusyShare = fields.Number(0.01, "usage/gfx_activity"),
                MemoryUsedBytes = fields.Count(Megabyte, "mem_usage/used_vram"),
            },
        };
    }

    private static Fact<double> MaxClock(JsonElement gpu, string domain)
    {
        // A domain is an object or the text "N/A".
        if (gpu.TryGetProperty("clock", out var clock) && clock.ValueKind == JsonValueKind.Object
            && clock.TryGetProperty(domain, out var levels)
            && levels.ValueKind == JsonValueKind.Object && levels.TryGetProperty("frequency_levels", out var table)
            && table.ValueKind == JsonValueKind.Object)
        {
            var highest = table.EnumerateObject()
                .Select(level => level.Value.ValueKind == JsonValueKind.String ? ToolText.Number(level.Value.GetString()!) : null).Max();
            if (highest is > 0) return highest.Value * 1e6;
        }

        return Fact<double>.Unknown($"the tool lists no {domain} clocks");
    }

    private static ImmutableSortedDictionary<string, double> Temperatures(ToolFields fields)
    {
        var byLabel = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var (name, label) in ((string, string)[])[("edge", "edge"), ("hotspot", "junction"), ("mem", "mem")])
            if (fields.Number(1, $"temperature/{name}") is { IsKnown: true, Value: not 0 } celsius) byLabel[label] = celsius.Value;
        return byLabel.ToImmutable();
    }

    /// <summary>AMD states the clock of the memory's command bus; how often data moves in it depends on the type.</summary>
    private static Fact<double> BytesPerSecond(string memoryType, Fact<double> clockHertz, Fact<int> busBits) =>
        TransfersPerClock(memoryType) is { } transfers
        ? MemoryRate.Of(clockHertz, busBits, transfers)
        : Fact<double>.Unknown($"transfers a clock of memory type '{memoryType}' are not known");

    private static int? TransfersPerClock(string memoryType) => memoryType.ToUpperInvariant() switch
    {
        "GDDR5" => 4,
        "GDDR6" => 16,
        "HBM" or "HBM2" or "HBM2E" => 2,
        "HBM3" or "HBM3E" => 4,
        "DDR5" => 2,
        "LPDDR5" => 8,
        _ => null,
    };

    private static string ToString(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
