using System.Collections.Immutable;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Amd;

/// <summary>Details of an AMD GPU from amdgpu's files, its sensors and its metrics table. No ROCm tool is needed.</summary>
internal static class AmdGpu
{
    private const string AmdgpuDriver = "amdgpu";

    // The firmware's tables write all bits of a field for what they do not know.
    private const double AllOnes = 65_535;

    public static GpuFacts Describe(SystemTree tree, PciDevice device, GpuFacts gpu)
    {
        var folder = device.Folder;
        var sensors = Hwmon.Find(tree, folder);
        var metrics = tree.Bytes($"{folder}/gpu_metrics").Then<GpuMetrics>(bytes => GpuMetrics.Decode(bytes));
        return gpu with
        {
            DriverVersion = tree.Line("/sys/module/amdgpu/version").Else(() => tree.Line("/proc/sys/kernel/osrelease")),
            Uuid = tree.Line($"{folder}/unique_id"),
            IsIntegrated = IsIntegrated(device, sensors, metrics),
            MemoryBytes = tree.Number($"{folder}/mem_info_vram_total"),
            SharedMemoryBytes = tree.Number($"{folder}/mem_info_gtt_total"),
            MaxClockHertz = MaxClock(tree, $"{folder}/pp_dpm_sclk"),
            MaxMemoryClockHertz = MaxClock(tree, $"{folder}/pp_dpm_mclk"),
            PowerLimitWatts = Sensor(sensors, "power1_cap", 1e-6),
            Link = Link(tree, folder, metrics),
            PartitionMode = PartitionMode(tree, folder),
            State = State(tree, folder, sensors, metrics),
        };
    }

    /// <summary>Only APUs have the sensor of the north bridge's voltage; the kernel hides it on all others.</summary>
    private static Fact<bool> IsIntegrated(PciDevice device, Hwmon? sensors, Fact<GpuMetrics> metrics)
    {
        if (device.Device.Or("") == AmdChips.InstinctMi300A) return true;
        if (sensors is not null && sensors.Driver.Or("") == AmdgpuDriver && sensors.Has("in1_input")) return true;
        if (metrics.IsKnown) return metrics.Value.IsApu;
        if (sensors is null) return Fact<bool>.Unknown("neither sensors nor a metrics table tell an APU from a card");
        // The old radeon driver has no such sensor, but its APUs sit on the root bus.
        return sensors.Driver.Or("") != AmdgpuDriver && device.Address.StartsWith("0000:00:", StringComparison.Ordinal);
    }

    private static Fact<double> MaxClock(SystemTree tree, string path) => tree.Text(path).Then<double>(text =>
        DpmLevel.Parse(text).Select(level => level.Megahertz).Max() is > 0 and var megahertz
            ? megahertz * 1e6
            : Fact<double>.Unknown($"{path} lists no clock"));

    private static PcieLink Link(SystemTree tree, string folder, Fact<GpuMetrics> metrics)
    {
        // Several levels may be marked; the link runs at the best of them.
        var active = DpmLevel.Parse(tree.Text($"{folder}/pp_dpm_pcie").Or(""))
            .Where(level => level is { IsActive: true, Gigatransfers: not null, Lanes: not null })
            .OrderByDescending(level => level.Gigatransfers * level.Lanes).FirstOrDefault();
        var endpoint = PcieEndpoint.Read(tree, folder);
        return endpoint with
        {
            GigatransfersPerSecond = active?.Gigatransfers is { } rate
                ? rate
                : metrics.Then(table => table.Value("pcie_link_speed", 0.1)).Else(() => endpoint.GigatransfersPerSecond),
            Lanes = active?.Lanes is { } lanes
                ? lanes
                : metrics.Then(table => table.Value("pcie_link_width").Then<int>(width => (int)width)).Else(() => endpoint.Lanes),
        };
    }

    private static Fact<string> PartitionMode(SystemTree tree, string folder)
    {
        var compute = tree.Line($"{folder}/current_compute_partition");
        var memory = tree.Line($"{folder}/current_memory_partition");
        return compute.Then(c => memory.Then<string>(m => $"{c}/{m}")).Else(() => compute);
    }

    private static GpuState State(SystemTree tree, string folder, Hwmon? sensors, Fact<GpuMetrics> metrics) => new()
    {
        TemperaturesCelsius = sensors?.Temperatures() ?? ImmutableSortedDictionary<string, double>.Empty,
        PowerWatts =
            Above(Sensor(sensors, "power1_average", 1e-6), "power1_average says zero")
                .Else(() => Above(Sensor(sensors, "power1_input", 1e-6), "power1_input says zero"))
                .Else(() => metrics.Then(MetricsPower)),
        ClockHertz = Above(Sensor(sensors, "freq1_input", 1), "the clock is gated: freq1_input says zero"),
        MemoryClockHertz = Above(Sensor(sensors, "freq2_input", 1), "freq2_input says zero")
            .Else(() => ActiveClock(tree, $"{folder}/pp_dpm_mclk")),
        BusyShare =
            tree.Number($"{folder}/gpu_busy_percent").Then<double>(
                percent => percent is >= 0 and <= 100 ? percent / 100.0 : Fact<double>.Unknown($"gpu_busy_percent says {percent}")),
        MemoryUsedBytes = tree.Number($"{folder}/mem_info_vram_used"),
        FanRpm = Sensor(sensors, "fan1_input", 1).Then<double>(
            rpm => rpm is >= 0 and < AllOnes ? rpm : Fact<double>.Unknown("fan1_input says what means that there is no reading")),
        CoreVolts = Above(Sensor(sensors, "in0_input", 1e-3), "in0_input says 0 V"),
        // The accumulator counts 2^-16 joules and stands still at zero on chips that do not fill it.
        EnergyJoules =
            metrics.Then(table => table.Value("energy_accumulator", 1.0 / 65536))
                .Then<double>(joules => joules > 0 ? joules : Fact<double>.Unknown("the energy counter stands at zero")),
        PerformanceState = tree.Line($"{folder}/power_dpm_force_performance_level").Then<string>(level =>
            level.All(letter => char.IsAsciiLetterLower(letter) || letter == '_')
                ? level
                : Fact<string>.Unknown("power_dpm_force_performance_level holds no level's name")),
        ThrottleReasons = AmdThrottle.Of(metrics),
    };

    internal static Fact<double> MetricsPower(GpuMetrics table) => table.IsApu
        ? table.Value("average_socket_power", 1e-3)
        : table.Value("curr_socket_power").Else(() => table.Value("average_socket_power"));

    private static Fact<double> ActiveClock(SystemTree tree, string path) => tree.Text(path).Then<double>(text =>
        DpmLevel.Parse(text).Where(level => level.IsActive).Select(level => level.Megahertz).Max() is { } megahertz
            ? megahertz * 1e6
            : Fact<double>.Unknown($"{path} marks no level"));

    // A masked sensor reads zero.
    private static Fact<double> Above(Fact<double> reading, string reason) =>
        reading.Then<double>(value => value > 0 ? value : Fact<double>.Unknown(reason));

    private static Fact<double> Sensor(Hwmon? sensors, string file, double factor) =>
        sensors?.Read(file, factor) ?? Fact<double>.Unknown("the device has no sensors");
}
