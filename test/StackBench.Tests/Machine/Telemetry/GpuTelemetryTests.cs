using StackBench.Core.Telemetry;
using StackBench.Machine;
using StackBench.Machine.Nvidia;
using StackBench.Machine.Reading;
using StackBench.Machine.Vendors;

namespace StackBench.Tests.Machine.Telemetry;

/// <summary>GPUs of recorded machines: what telemetry reads of them, and replays of what changes.</summary>
public sealed class GpuTelemetryTests
{
    private const string Device = "sys/class/drm/card0/device";

    /// <summary>Set, vendor, channel and the value its files hold.</summary>
    public static TheoryData<string, string, string, double?> Recorded => new()
    {
        { "sysfs-amd-rx7900xtx", "amd", ".temperature.edge", 53 },
        { "sysfs-amd-rx7900xtx", "amd", ".temperature.junction", 61 },
        { "sysfs-amd-rx7900xtx", "amd", ".temperature.memory", 68 },
        { "sysfs-amd-rx7900xtx", "amd", ".power", 68 },
        { "sysfs-amd-rx7900xtx", "amd", ".clock.core", 31e6 },
        { "sysfs-amd-rx7900xtx", "amd", ".clock.memory", 1249e6 },
        { "sysfs-amd-rx7900xtx", "amd", ".utilisation", 0.03 },
        { "sysfs-amd-rx7900xtx", "amd", ".throttle", null },
        { "sysfs-amd-phoenix", "amd", ".temperature.edge", 25 },
        { "sysfs-amd-phoenix", "amd", ".power", 3.103 },
        { "sysfs-amd-phoenix", "amd", ".clock.memory", null },
        { "sysfs-amd-phoenix", "amd", ".utilisation", 0 },
        { "sysfs-amd-phoenix", "amd", ".vram-used", 1272893440 },
        { "sysfs-amd-rx7600s", "amd", ".throttle", 1 },
        { "sysfs-amd-rx7600s", "amd", ".energy", null },
        { "sysfs-intel-b580-6.16", "intel", ".temperature.pkg", 46 },
        { "sysfs-intel-b580-6.16", "intel", ".temperature.vram", 48 },
        { "sysfs-intel-b580-6.16", "intel", ".clock.core", 400e6 },
        { "sysfs-intel-b580-6.16", "intel", ".throttle", 0 },
        { "sysfs-intel-b580-6.16", "intel", ".power-limit", 0 },
        { "sysfs-intel-b580-6.16", "intel", ".utilisation", null },
        { "sysfs-nvidia-rtx4080", "nvidia", ".power", null },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_recorded_gpu_reads_as_its_files_say(string set, string vendor, string channel, double? value)
    {
        using var readings = Readings.OfGpu(RecordedMachines.Root(set), vendor).Tick(0);
        Assert.Equal([value], readings.Values(channel).Select(read => read is { } number ? Math.Round(number, 9) : (double?)null));
        if (value is null) Assert.False(string.IsNullOrEmpty(readings.Reason(channel)));
    }

    [Theory]
    [InlineData("0000:03:00.0", "0000:03:00.0")]
    [InlineData("0000:03:00.0 cuda:1", "0000:03:00.0")]
    [InlineData("cpu", "cpu")]
    public void A_part_of_a_gpu_has_the_telemetry_of_the_whole(string device, string name)
    {
        var gpu = new GpuFacts
        {
            PciAddress = "0000:03:00.0",
            Vendor = "amd",
            DeviceId = "744c",
            Driver = "amdgpu",
            Name = "AMD Radeon RX 7900 XTX",
        };
        using var sources = new TelemetrySources([gpu], TimeProvider.System);
        Assert.Equal(name, sources.NameOf(device));
    }

    [Fact]
    public void No_recorded_machine_breaks_a_source()
    {
        foreach (var set in RecordedMachines.All().Select(fixture => (string)fixture["id"]!))
        {
            var root = RecordedMachines.Root(set);
            using var sources = new TelemetrySources([], TimeProvider.System, root);
            foreach (var gpu in MachineReader.Read(root).Gpus)
            {
                using var readings = new Readings(sources.OpenGpu(gpu)).Tick(0).Tick(0.1);
                Assert.All(readings.Series.Channels, series =>
                {
                    Assert.DoesNotContain("reading it failed", series.Reason ?? "", StringComparison.Ordinal);
                    Assert.True(series.Values.All(value => value is null) == (series.Reason is not null)
                        || series.Channel.Kind == TelemetryKind.Interval, $"{set} {series.Channel.Name}: {series.Reason}");
                });
            }
        }
    }

    [Fact]
    public void A_replay_of_ten_trees_gives_the_summary_counted_by_hand()
    {
        using var tree = AmdCard();
        Sensor(tree, "power1_average", 100_000_000);
        Metrics(tree, 1000, 0);
        using var readings = Readings.OfGpu(tree.Root, "amd");
        for (var tick = 0; tick < 10; tick++)
        {
            // 100 W rising by 20 W a tick; hot from the fifth tick to the eighth, at the power limit from the third on.
            Sensor(tree, "power1_average", 100_000_000 + (tick * 20_000_000));
            Sensor(tree, "temp2_input", 60_000 + (tick * 1000));
            Sensor(tree, "freq1_input", tick < 5 ? 2_500_000_000 : 2_000_000_000);
            Metrics(tree, joules: 1000 + (tick * 19), bits: (tick is >= 4 and <= 7 ? 1UL << 36 : 0) | (tick >= 2 ? 1UL : 0));
            readings.Tick(50 + (tick * 0.1));
        }

        var summary = TelemetrySummary.Of(readings.Series);
        var (power, clock, heat) = (Channel("power"), Channel("clock.core"), Channel("temperature.junction"));
        Assert.Equal((10, 100, 190, 280), (power.Readings, power.Min, Math.Round(power.Mean, 6), power.Max));
        Assert.Equal(271, power.P95, 6);
        Assert.Equal(((2.5e9 * 4) + 2.25e9 + (2.0e9 * 4)) / 9, clock.Mean, 0);
        Assert.Equal((60, 69), (heat.Min, heat.Max));
        var device = summary.Devices.Single();
        Assert.Equal(171, device.EnergyJoules!.Value, 6);
        Assert.Equal(EnergySource.Counter, device.EnergySource);
        Assert.Equal(3 / 9.0, device.ThrottledShare!.Value, 6);
        Assert.Equal(7 / 9.0, device.PowerLimitedShare!.Value, 6);

        ChannelSummary Channel(string name) => summary.Channels.Single(channel => channel.Channel == $"gpu.0000:03:00.0.{name}");
    }

    [Fact]
    public void A_card_that_falls_off_the_bus_ends_its_channels_with_reasons()
    {
        using var tree = AmdCard();
        Sensor(tree, "power1_average", 100_000_000);
        Sensor(tree, "temp2_input", 60_000);
        Metrics(tree, 1000, 0);
        using var readings = Readings.OfGpu(tree.Root, "amd").Tick(0).Tick(0.1);
        Directory.Delete(Path.Combine(tree.Root, "sys"), recursive: true);
        for (var tick = 2; tick < 20; tick++) readings.Tick(tick * 0.1);

        Assert.Equal([100, 100, .. Enumerable.Repeat((double?)null, 18)], readings.Values(".power"));
        foreach (var channel in (string[])[".power", ".temperature.junction", ".energy", ".throttle"])
            Assert.Contains("absent", readings.Reason(channel), StringComparison.Ordinal);
        Assert.Equal(10, TelemetrySummary.Of(readings.Series).Devices.Single().EnergyJoules!.Value, 6);
    }

    [Fact]
    public void A_metrics_table_that_turns_to_garbage_is_no_reading()
    {
        using var tree = AmdCard();
        Metrics(tree, 1000, 1UL << 36);
        using var readings = Readings.OfGpu(tree.Root, "amd").Tick(0);
        tree.Put($"{Device}/gpu_metrics", [1, 2]);
        readings.Tick(0.1);
        tree.Put($"{Device}/gpu_metrics", [.. Enumerable.Repeat((byte)0xFF, 120)]);
        readings.Tick(0.2);
        Assert.Equal([1, null, null], readings.Values(".throttle"));
        Assert.Equal([1000, null, null], readings.Values(".energy"));
    }

    [Fact]
    public void Without_a_power_sensor_the_metrics_table_speaks()
    {
        using var tree = AmdCard();
        tree.Put($"{Device}/gpu_metrics", MetricsTables.Of(1, 3, ("average_socket_power", 155)));
        using var readings = Readings.OfGpu(tree.Root, "amd").Tick(0);
        Assert.Equal([155], readings.Values(".power"));
    }

    [Fact]
    public void The_first_revision_counts_energy_in_32_bits_and_its_wrap_is_gone_through()
    {
        using var tree = AmdCard();
        tree.Put($"{Device}/gpu_metrics", MetricsTables.Of(1, 0, ("energy_accumulator", 0xFFFF0000)));
        using var readings = Readings.OfGpu(tree.Root, "amd").Tick(0);
        tree.Put($"{Device}/gpu_metrics", MetricsTables.Of(1, 0, ("energy_accumulator", 0x00020000)));
        readings.Tick(0.1);
        Assert.Equal(3, TelemetrySummary.Of(readings.Series).Devices.Single().EnergyJoules!.Value, 6);
    }

    [Fact]
    public void Intels_energy_counter_gives_the_power_between_readings()
    {
        using var tree = new TreeCopy();
        tree.With($"{Device}/vendor", "0x8086\n").With($"{Device}/device", "0xe20b\n")
            .With($"{Device}/uevent", "DRIVER=xe\nPCI_SLOT_NAME=0000:03:00.0\n")
            .With($"{Device}/hwmon/hwmon4/name", "xe\n").With($"{Device}/hwmon/hwmon4/energy1_input", "5000000\n")
            .With($"{Device}/tile0/gt0/freq0/throttle/reason_thermal", "0\n")
            .With($"{Device}/tile0/gt0/freq0/throttle/reason_pl1", "1\n");
        using var readings = Readings.OfGpu(tree.Root, "intel").Tick(0);
        tree.With($"{Device}/hwmon/hwmon4/energy1_input", "17000000\n").With($"{Device}/tile0/gt0/freq0/throttle/reason_thermal", "1\n");
        readings.Tick(0.1);
        Assert.Equal([null, 120], readings.Values(".power").Select(watts => watts is { } value ? Math.Round(value, 6) : (double?)null));
        Assert.Equal([5, 17], readings.Values(".energy"));
        Assert.Equal([0, 1], readings.Values(".throttle"));
        Assert.Equal([1, 1], readings.Values(".power-limit"));
    }

    [Theory]
    [InlineData(0x00, false, false)]
    [InlineData(0x01, false, false)]
    [InlineData(0x02, false, false)]
    [InlineData(0x04, false, true)]
    [InlineData(0x08, true, false)]
    [InlineData(0x10, false, false)]
    [InlineData(0x20, true, false)]
    [InlineData(0x40, true, false)]
    [InlineData(0x80, true, false)]
    [InlineData(0x100, false, false)]
    [InlineData(0x44, true, true)]
    public void Nvidias_power_cap_alone_is_no_throttling(ulong bits, bool throttled, bool limited) =>
        Assert.Equal((throttled, limited), (NvidiaState.IsThrottled(bits), NvidiaState.IsPowerLimited(bits)));

    private static TreeCopy AmdCard()
    {
        var tree = new TreeCopy();
        tree.With($"{Device}/vendor", "0x1002\n").With($"{Device}/device", "0x744c\n")
            .With($"{Device}/uevent", "DRIVER=amdgpu\nPCI_SLOT_NAME=0000:03:00.0\n")
            .With($"{Device}/hwmon/hwmon8/name", "amdgpu\n").With($"{Device}/hwmon/hwmon8/temp2_label", "junction\n");
        Sensor(tree, "temp2_input", 60_000);
        Sensor(tree, "freq1_input", 2_500_000_000);
        return tree;
    }

    private static void Sensor(TreeCopy tree, string file, long number) => tree.With($"{Device}/hwmon/hwmon8/{file}", $"{number}\n");

    private static void Metrics(TreeCopy tree, int joules, ulong bits) =>
        tree.Put($"{Device}/gpu_metrics",
            MetricsTables.Of(1, 3, ("energy_accumulator", (ulong)joules * 65536), ("indep_throttle_status", bits)));
}
