using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Gpu;
using StackBench.Machine.Import;

namespace StackBench.Machine.Nvidia;

/// <summary>Output of <c>nvidia-smi --query-gpu=... --format=csv</c>, with as many columns as were asked for.</summary>
internal static class NvidiaSmiCsv
{
    private const long Mebibyte = 1L << 20;

    /// <summary>Columns that fill every fact the tool can tell.</summary>
    public const string Columns =
        "pci.bus_id,name,uuid,driver_version,pci.device_id,pci.sub_device_id,compute_cap,memory.total,memory.used,clocks.max.sm,"
            + "clocks.max.memory,enforced.power.limit,pcie.link.gen.current,"
        + "pcie.link.width.current,pcie.link.gen.gpumax,pcie.link.width.max,mig.mode.current,temperature.gpu,temperature.memory,power.draw,"
        + "clocks.current.sm,clocks.current.memory,utilization.gpu,"
        + "fan.speed,pstate,clocks_event_reasons.active";

    /// <summary>What names of columns begin with.</summary>
    private static readonly ImmutableArray<string> Groups =
    [
        "pci.", "gpu_", "memory.", "utilization.", "power.", "enforced.", "temperature.", "clocks", "compute_cap", "driver_version", "uuid",
        "fan.speed", "pstate", "mig.", "ecc.", "pcie.",
    ];

    /// <summary>The table from its header on, behind prompts and warnings; null where no line names columns of this tool.</summary>
    public static string? Table(string text)
    {
        for (var at = 0; at >= 0 && at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            if (IsHeader(end < 0 ? text[at..] : text[at..end])) return text[at..];
            at = end < 0 ? -1 : end + 1;
        }

        return null;
    }

    private static bool IsHeader(string line)
    {
        var names = line.Split(',').Select(cell => cell.Split('[')[0].Trim().Trim('"')).ToArray();
        return names.Length > 1 && names.All(IsColumn)
            && names.Any(name => Groups.Any(group => name.StartsWith(group, StringComparison.Ordinal)));
    }

    private static bool IsColumn(string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_');

    public static ImmutableArray<GpuFacts> Parse(string text) => [.. CsvTable.Rows(text).Select(Of)];

    private static GpuFacts Of(ToolFields fields, int index)
    {
        var mig = fields.Text("mig.mode.current");
        return new GpuFacts
        {
            PciAddress = PciAddress.Normalize(fields.Text("pci.bus_id", "gpu_bus_id").Or(""))
                ?? string.Create(CultureInfo.InvariantCulture, $"drm:gpu{fields.Int("index").Or(index)}"),
            Vendor = NvidiaVendor.Id,
            Name = fields.Text("name", "gpu_name"),
            DeviceId =
                fields.Text("pci.device_id").Then<string>(text => $"{ToolText.PciId(text)}:{ToolText.PciId(text, 16)}").Or("unknown"),
            Driver = "nvidia",
            DriverVersion = fields.Text("driver_version"),
            Uuid = fields.Text("uuid", "gpu_uuid"),
            SubsystemId = fields.Text("pci.sub_device_id").Then<string>(text => $"{ToolText.PciId(text)}:{ToolText.PciId(text, 16)}"),
            Target = fields.Text("compute_cap").Then<string>(version => $"sm_{version.Replace(".", "", StringComparison.Ordinal)}"),
            MemoryBytes = fields.Size(Mebibyte, "memory.total"),
            MaxClockHertz = fields.Positive(1e6, "clocks.max.sm", "clocks.max.graphics"),
            MaxMemoryClockHertz = fields.Positive(1e6, "clocks.max.memory", "clocks.max.mem"),
            PowerLimitWatts = fields.Number(1, "enforced.power.limit", "power.limit"),
            Link = new PcieLink
            {
                GigatransfersPerSecond = fields.Int("pcie.link.gen.current").Then(PcieLink.RateOf),
                Lanes = fields.Int("pcie.link.width.current"),
                MaxGigatransfersPerSecond = fields.Int("pcie.link.gen.gpumax", "pcie.link.gen.max").Then(PcieLink.RateOf),
                MaxLanes = fields.Int("pcie.link.width.max"),
            },
            PartitionMode = mig.Then<string>(mode => mode == "Enabled" ? "MIG" : "none")
                .Else(() => fields.HasAny("mig.mode.current") ? "none" : mig),
            State = new GpuState
            {
                TemperaturesCelsius = NvidiaState.Temperatures(fields.Number(1, "temperature.gpu"), fields.Number(1, "temperature.memory")),
                PowerWatts = fields.Number(1, "power.draw.instant", "power.draw"),
                ClockHertz = fields.Positive(1e6, "clocks.current.sm", "clocks.sm", "clocks.gr"),
                MemoryClockHertz = fields.Positive(1e6, "clocks.current.memory", "clocks.mem"),
                BusyShare = fields.Number(0.01, "utilization.gpu"),
                MemoryUsedBytes = fields.Count(Mebibyte, "memory.used"),
                FanShare = fields.Number(0.01, "fan.speed"),
                PerformanceState = fields.Text("pstate"),
                ThrottleReasons =
                    fields.Text("clocks_event_reasons.active", "clocks_throttle_reasons.active").Then<ImmutableArray<string>>(text =>
                    text.StartsWith("0x", StringComparison.Ordinal)
                        && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
                        ? NvidiaState.Reasons(bits)
                        : Fact<ImmutableArray<string>>.Unknown($"the tool says '{text}' for the reasons")),
            },
        };
    }
}
