using System.Collections.Immutable;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Intel;

/// <summary>Details of an Intel GPU from the files of xe and i915. Neither tells memory size nor utilisation in files.</summary>
internal static class IntelGpu
{
    private const string IntegratedAddress = "0000:00:02.0";
    internal const int FastestMegahertz = 10_000;

    internal static readonly ImmutableArray<string> PowerReasons = ["pl1", "pl2", "pl4"];
    internal static readonly ImmutableArray<string> ThermalReasons = ["thermal", "prochot", "vr_thermalert", "ratl"];

    public static GpuFacts Describe(SystemTree tree, PciDevice device, GpuFacts gpu)
    {
        var sensors = Hwmon.Find(tree, device.Folder);
        var integrated = device.Address == IntegratedAddress;
        var xe = $"{device.Folder}/tile0/gt0/freq0";
        var card = Path.GetDirectoryName(device.Folder)!.Replace('\\', '/');
        var noMemory =
            Fact<long>.Unknown(integrated ? "an integrated GPU uses main memory" : "Intel's drivers tell the memory only by a system call");
        return gpu with
        {
            IsIntegrated = integrated,
            MemoryBytes = noMemory,
            MaxClockHertz = Megahertz(tree, $"{xe}/rp0_freq").Else(() => Megahertz(tree, $"{card}/gt_RP0_freq_mhz")),
            PowerLimitWatts = PowerLimit(sensors),
            Link = integrated ? PcieLink.Unread : UpstreamLink(tree, device),
            PartitionMode = "none",
            State = new GpuState
            {
                TemperaturesCelsius = sensors?.Temperatures() ?? ImmutableSortedDictionary<string, double>.Empty,
                PowerWatts = Fact<double>.Unknown("Intel's drivers count energy: power needs two readings"),
                ClockHertz = Megahertz(tree, $"{xe}/act_freq").Else(() => Megahertz(tree, $"{card}/gt_act_freq_mhz"))
                    .Then<double>(hertz => hertz > 0 ? hertz : Fact<double>.Unknown("the driver says 0 MHz: the GPU sleeps")),
                BusyShare = Fact<double>.Unknown("Intel's drivers tell utilisation only per process"),
                MemoryUsedBytes = noMemory,
                FanRpm = sensors?.Read("fan1_input", 1) ?? NoSensors,
                CoreVolts = sensors?.Read("in0_input", 1e-3) ?? NoSensors,
                EnergyJoules = Energy(sensors, "energy1_input").Else(() => Energy(sensors, "energy2_input")),
                ThrottleReasons = Reasons(tree, $"{xe}/throttle/reason_").Else(() => Reasons(tree, $"{card}/gt/gt0/throttle_reason_")),
            },
        };
    }

    private static Fact<double> NoSensors => Fact<double>.Unknown("the device has no sensors");

    // Firmware was seen to state absurd clocks.
    private static Fact<double> Megahertz(SystemTree tree, string path) => tree.Number(path).Then<double>(megahertz =>
        megahertz is >= 0 and <= FastestMegahertz ? megahertz * 1e6 : Fact<double>.Unknown($"{path} says {megahertz} MHz"));

    // The board's limit where the driver has it, else that of the package.
    private static Fact<double> PowerLimit(Hwmon? sensors) => ((string[])["power1_cap", "power1_max", "power2_cap", "power2_max"])
        .Aggregate(Fact<double>.Unknown("the driver states no power limit"), (found, file) => found.Else(() => Watts(sensors, file)));

    private static Fact<double> Watts(Hwmon? sensors, string file) =>
        (sensors?.Read(file, 1e-6) ?? NoSensors).Then<double>(watts => watts > 0 ? watts : Fact<double>.Unknown($"{file} says zero"));

    private static Fact<double> Energy(Hwmon? sensors, string file) =>
        (sensors?.Read(file, 1e-6) ?? NoSensors)
            .Then<double>(joules => joules > 0 ? joules : Fact<double>.Unknown("the energy counter stands at zero"));

    // Arc cards state 2.5 GT/s x1 at their own end; the board's bridge above it is what sits in the slot.
    private static PcieLink UpstreamLink(SystemTree tree, PciDevice device)
    {
        var endpoint = PcieEndpoint.Read(tree, device.Folder);
        var bridge = tree.Exists($"{device.Folder}/../../current_link_speed") ? PcieEndpoint.Read(tree, $"{device.Folder}/../..") : null;
        var unknown = "the card's own end of the link states a dummy value";
        return bridge is null
            ? new PcieLink
            {
                Endpoint = endpoint.Endpoint,
                GigatransfersPerSecond = Fact<double>.Unknown(unknown),
                Lanes = Fact<int>.Unknown(unknown),
            }
            : bridge with { Endpoint = endpoint.Endpoint };
    }

    private static Fact<ImmutableArray<string>> Reasons(SystemTree tree, string prefix)
    {
        var power = PowerReasons.Select(name => tree.Number(prefix + name)).ToArray();
        var thermal = ThermalReasons.Select(name => tree.Number(prefix + name)).ToArray();
        var current = tree.Number(prefix + "vr_tdc");
        if (!power.Concat(thermal).Any(reason => reason.IsKnown))
            return Fact<ImmutableArray<string>>.Unknown("the driver tells no throttle reasons");
        return ImmutableArray.Create<string>(
        [
            .. power.Any(reason => reason.Or(0) != 0) ? ["power"] : Array.Empty<string>(),
            .. current.Or(0) != 0 ? ["current"] : Array.Empty<string>(),
            .. thermal.Any(reason => reason.Or(0) != 0) ? ["thermal"] : Array.Empty<string>(),
        ]);
    }
}
