using System.Globalization;
using StackBench.Core.Telemetry;

namespace StackBench.Tests.Machine.Telemetry;

public sealed class CpuTelemetryTests : IDisposable
{
    private const int Engine = 4711;
    private const string Rapl = "/sys/class/powercap/intel-rapl:0";

    private readonly TreeCopy _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Load_is_the_share_since_the_reading_before_and_others_are_not_the_engine()
    {
        Processors(busy: 1000, idle: 5000, engine: 300);
        using var readings = Readings.OfCpu(_tree.Root, Engine).Tick(0);
        Processors(busy: 1010, idle: 5010, engine: 304);
        readings.Tick(0.1);
        // Too soon to tell more than rounding: left to the next reading.
        Processors(busy: 1012, idle: 5012, engine: 305);
        readings.Tick(0.12);
        Processors(busy: 1030, idle: 5010, engine: 324);
        readings.Tick(0.2);

        Assert.Equal([null, 0.5, null, 1], readings.Values("cpu.load"));
        Assert.Equal([null, 0.3, null, 0], readings.Values("cpu.others"));
    }

    [Fact]
    public void What_an_ended_process_of_the_engine_used_stays_its_own()
    {
        Processors(busy: 1000, idle: 5000, engine: 300);
        _tree.With("/proc/5001/stat", Stat(5001, 80));
        using var readings = Readings.OfCpu(_tree.Root, Engine).Tick(0);
        Processors(busy: 1010, idle: 5010, engine: 310);
        _tree.Take("proc/5001/stat");
        readings.Tick(0.1);
        Assert.Equal([null, 0], readings.Values("cpu.others"));
    }

    [Fact]
    public void Without_a_process_group_others_are_unknown_and_load_is_not()
    {
        Processors(busy: 1000, idle: 5000, engine: 300);
        using var readings = Readings.OfCpu(_tree.Root).Tick(0);
        Processors(busy: 1010, idle: 5010, engine: 300);
        readings.Tick(0.1);
        Assert.Equal([null, 0.5], readings.Values("cpu.load"));
        Assert.Equal([null, null], readings.Values("cpu.others"));
        Assert.Contains("process group", readings.Reason("cpu.others"), StringComparison.Ordinal);
    }

    [Fact]
    public void Clocks_are_of_cpufreq_and_an_offline_processor_is_passed_over()
    {
        Clock(0, "3900000\n");
        Clock(1, "4100000\n");
        using var readings = Readings.OfCpu(_tree.Root).Tick(0);
        Clock(1, "\n");
        readings.Tick(1);
        Assert.Equal([4.0e9, 3.9e9], readings.Values("cpu.frequency"));
        Assert.Equal([4.1e9, 3.9e9], readings.Values("cpu.frequency.highest"));
    }

    [Theory]
    [InlineData("fpu aperfmperf sse", 3.0e9)]
    [InlineData("fpu hypervisor sse", null)]
    public void The_clock_of_cpuinfo_is_believed_only_where_the_kernel_measures_it(string flags, double? hertz)
    {
        _tree.With("/proc/cpuinfo",
            $"processor\t: 0\nflags\t\t: {flags}\ncpu MHz\t\t: 2900.000\n\nprocessor\t: 1\nflags\t\t: {flags}\ncpu MHz\t\t: 3100.000\n");
        using var readings = Readings.OfCpu(_tree.Root).Tick(0);
        Assert.Equal([hertz], readings.Values("cpu.frequency"));
        if (hertz is null) Assert.Contains("aperfmperf", readings.Reason("cpu.frequency"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_costly_reading_is_made_rarer()
    {
        Clock(0, "3900000\n");
        // Each question for the time costs 1 ms, so that a reading seems to last that long: at 0.2 % it is due each half second.
        using var readings = Readings.OfCpu(_tree.Root, time: new ManualTime { CostOfAsking = TimeSpan.FromMilliseconds(1) });
        for (var tick = 0; tick <= 10; tick++) readings.Tick(tick * 0.1);
        Assert.Equal(
            [0, 5, 10], readings.Values("cpu.frequency").Select((value, tick) => value is null ? -1 : tick).Where(tick => tick >= 0));
    }

    [Theory]
    [InlineData("coretemp", "Core 0", "Package id 0", 71.0)]
    [InlineData("k10temp", "Tctl", "Tdie", 71.0)]
    [InlineData("k10temp", "Tctl", "Tccd1", 50.0)]
    [InlineData("zenpower", "Tctl", "Tdie", 71.0)]
    [InlineData("nvme", "Composite", "Tdie", null)]
    public void The_sensor_of_the_package_speaks(string driver, string first, string second, double? celsius)
    {
        Sensor(2, driver, (first, "50000"), (second, "71000"));
        using var readings = Readings.OfCpu(_tree.Root).Tick(0);
        Assert.Equal([celsius], readings.Values("cpu.temperature"));
    }

    [Fact]
    public void The_hottest_of_several_packages_speaks()
    {
        Sensor(0, "coretemp", ("Package id 0", "61000"));
        Sensor(1, "coretemp", ("Package id 1", "64000"));
        using var readings = Readings.OfCpu(_tree.Root).Tick(0);
        Sensor(1, "coretemp", ("Package id 1", "999000"));
        readings.Tick(0.1);
        Assert.Equal([64, 61], readings.Values("cpu.temperature"));
    }

    [Fact]
    public void Energy_counts_all_packages_each_through_its_own_wrap()
    {
        Package(0, "package-0", 900, 1000);
        Package(1, "package-1", 100, 1000);
        Package(2, "psys", 5000, 100000);
        _tree.With($"{Rapl}:0/name", "core\n").With($"{Rapl}:0/energy_uj", "7\n");
        using var readings = Readings.OfCpu(_tree.Root).Tick(0);
        Package(0, "package-0", 50, 1000);
        Package(1, "package-1", 180, 1000);
        readings.Tick(0.1);
        Assert.Equal([0, 230e-6], readings.Values("cpu.energy").Select(value => Math.Round(value!.Value, 12)));
    }

    [Fact]
    public void Energy_that_was_set_back_ends_with_the_reason()
    {
        Package(0, "package-0", 900, 0);
        using var readings = Readings.OfCpu(_tree.Root).Tick(0);
        Package(0, "package-0", 50, 0);
        readings.Tick(0.1).Tick(0.2);
        Assert.Equal([0, null, null], readings.Values("cpu.energy"));
        Assert.Contains("set back", readings.Reason("cpu.energy"), StringComparison.Ordinal);
    }

    [Fact]
    public void Throttled_time_is_a_share_of_the_time_between_readings()
    {
        Throttled(0, 1000);
        using var readings = Readings.OfCpu(_tree.Root).Tick(0);
        Throttled(0, 1030);
        readings.Tick(0.1);
        Throttled(0, 1900);
        readings.Tick(0.2);
        Assert.Equal(
            [null, 0.3, 1], readings.Values("cpu.throttle").Select(value => value is { } share ? Math.Round(share, 6) : (double?)null));
    }

    [Fact]
    public void A_file_that_vanishes_ends_its_channel_with_the_reason_and_no_other()
    {
        Processors(busy: 1000, idle: 5000, engine: 300);
        Sensor(0, "coretemp", ("Package id 0", "61000"));
        _tree.With("/proc/meminfo", "MemTotal: 100 kB\nMemAvailable:   2000 kB\n");
        using var readings = Readings.OfCpu(_tree.Root, Engine).Tick(0);
        _tree.Take("sys/class/hwmon/hwmon0/temp1_input");
        Processors(busy: 1010, idle: 5010, engine: 310);
        readings.Tick(0.1);
        Assert.Equal([61, null], readings.Values("cpu.temperature"));
        Assert.Contains("temp1_input is absent", readings.Reason("cpu.temperature"), StringComparison.Ordinal);
        Assert.Equal([null, 0.5], readings.Values("cpu.load"));
        Assert.Equal([2048000, 2048000], readings.Values("memory.available"));
    }

    public static TheoryData<string> Garbage =>
        new("", "\n", "N/A\n", "-\n", "99999999999999999999999999\n", "12 34\n", "\u0000\u0000\u0000", "!$ [red]%&=,:;\n");

    [Theory]
    [MemberData(nameof(Garbage))]
    public void Garbage_is_no_reading(string garbage)
    {
        Processors(busy: 1000, idle: 5000, engine: 300);
        Clock(0, "3900000\n");
        Sensor(0, "coretemp", ("Package id 0", "61000"));
        Package(0, "package-0", 900, 1000);
        Throttled(0, 10);
        _tree.With("/proc/meminfo", "MemAvailable:   2000 kB\n");
        using var readings = Readings.OfCpu(_tree.Root, Engine).Tick(0);
        foreach (var file in _tree.Files.ToArray()) _tree.With(file, garbage);
        readings.Tick(0.1).Tick(0.2);
        Assert.All(readings.Series.Channels, series =>
        {
            Assert.All(series.Values.Skip(1), value => Assert.Null(value));
            Assert.False(string.IsNullOrEmpty(series.Reason), series.Channel.Name);
        });
    }

    [Fact]
    public void An_empty_machine_says_for_each_channel_why_there_is_nothing()
    {
        using var readings = Readings.OfCpu(_tree.Root, Engine).Tick(0).Tick(0.1);
        Assert.NotEmpty(readings.Series.Channels);
        Assert.All(readings.Series.Channels, series => Assert.False(string.IsNullOrEmpty(series.Reason), series.Channel.Name));
        Assert.Equal(TelemetrySummary.Of(TelemetrySeries.Empty).Channels, TelemetrySummary.Of(readings.Series).Channels);
    }

    private void Processors(int busy, int idle, int engine) =>
        _tree.With("/proc/stat", $"cpu  {busy} 0 0 {idle} 0 0 0 0 0 0\ncpu0 1 2 3\n").With("/proc/5000/stat", Stat(5000, engine));

    private static string Stat(int id, int ticks) =>
        $"{id} (a) (odd name) S 1 {Engine} {Engine} 0 -1 0 0 0 0 0 {ticks} 0 0 0 20 0 1 0 100\n";

    private void Clock(int cpu, string text) => _tree.With($"/sys/devices/system/cpu/cpu{cpu}/cpufreq/scaling_cur_freq", text);

    private void Throttled(int cpu, int milliseconds) =>
        _tree.With($"/sys/devices/system/cpu/cpu{cpu}/thermal_throttle/package_throttle_total_time_ms",
            milliseconds.ToString(CultureInfo.InvariantCulture));

    private void Package(int number, string name, int microjoules, int range)
    {
        var zone = $"/sys/class/powercap/intel-rapl:{number}";
        _tree.With($"{zone}/name", name).With($"{zone}/energy_uj", $"{microjoules}\n").With($"{zone}/max_energy_range_uj", $"{range}\n");
    }

    private void Sensor(int number, string driver, params (string Label, string Value)[] sensors)
    {
        var folder = $"/sys/class/hwmon/hwmon{number}";
        _tree.With($"{folder}/name", driver + "\n");
        for (var index = 1; index <= sensors.Length; index++)
            _tree.With($"{folder}/temp{index}_label", sensors[index - 1].Label + "\n")
                .With($"{folder}/temp{index}_input", sensors[index - 1].Value + "\n");
    }
}
