using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine.Files;

namespace StackBench.Machine.Telemetry;

/// <summary>Temperature, energy and throttling of the CPU's packages.</summary>
internal static class CpuPackages
{
    private const string HwmonFolder = "/sys/class/hwmon";
    private const string PowercapFolder = "/sys/class/powercap";
    private const string CpuFolder = "/sys/devices/system/cpu";
    private const string ThrottledMilliseconds = "thermal_throttle/package_throttle_total_time_ms";
    private const double MicroToOne = 1e-6;

    /// <summary>
    /// Labels of the sensor that speaks for a package, best first, by driver. Tctl of k10temp may hold an offset for the fans.
    /// </summary>
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> PackageLabels =
        new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal)
        {
            ["coretemp"] = ["Package id"],
            ["k10temp"] = ["Tdie", "Tctl"],
            ["zenpower"] = ["Tdie", "Tctl"],
        }.ToImmutableDictionary(StringComparer.Ordinal);

    public static ITelemetrySource Temperature(SystemTree tree)
    {
        var channel = new TelemetryChannel(TelemetryQuantities.CpuDevice, TelemetryQuantities.Temperature, Unit.Celsius);
        var files = tree.Names(HwmonFolder).Select(name => $"{HwmonFolder}/{name}").Select(folder => PackageSensor(tree, folder))
            .OfType<string>()
            .Select(path => new TelemetryFile(tree, path, 64)).Where(file => file.IsReadable).ToImmutableArray();
        return files.IsEmpty
            ? new UnreadChannel("no sensor of coretemp, k10temp or zenpower is here", channel)
            : new FoldedFiles(channel, files, 1e-3, Math.Max, value => value is > -100 and < 250);
    }

    public static ITelemetrySource Energy(SystemTree tree)
    {
        // Sub-zones are parts of their package, and the platform's zone holds the packages.
        var zones = tree.Names(PowercapFolder)
            .Where(name => name.StartsWith("intel-rapl:", StringComparison.Ordinal) && name.Count(letter => letter == ':') == 1)
            .Select(name => $"{PowercapFolder}/{name}")
            .Where(zone => tree.Line($"{zone}/name").Or("").StartsWith("package", StringComparison.Ordinal)).ToArray();
        var channel = new TelemetryChannel(TelemetryQuantities.CpuDevice, TelemetryQuantities.Energy, Unit.Joule, TelemetryKind.Counter);
        if (zones.Length == 0) return new UnreadChannel("the CPU's energy counters (powercap) are not here", channel);
        foreach (var zone in zones)
        {
            var first = tree.Number($"{zone}/energy_uj");
            if (!first.IsKnown) return new UnreadChannel(first.UnknownReason, channel);
        }

        return new PackageEnergy(
            channel, [.. zones.Select(zone => (new TelemetryFile(tree, $"{zone}/energy_uj", 64), Range(tree, zone)))], MicroToOne);
    }

    public static ITelemetrySource Throttle(SystemTree tree)
    {
        var channel = new TelemetryChannel(TelemetryQuantities.CpuDevice, TelemetryQuantities.Throttle, Unit.One, TelemetryKind.Interval);
        // Every processor repeats the count of its package: one of each suffices.
        var files = tree.Names(CpuFolder).Where(name => tree.Exists($"{CpuFolder}/{name}/{ThrottledMilliseconds}"))
            .GroupBy(name => tree.Line($"{CpuFolder}/{name}/topology/physical_package_id").Or(""))
            .Select(package => $"{CpuFolder}/{package.First()}/{ThrottledMilliseconds}")
            .Select(path => new TelemetryFile(tree, path, 64)).Where(file => file.IsReadable).ToImmutableArray();
        return files.IsEmpty
            ? new UnreadChannel("the kernel counts no thermal throttling of this CPU", channel)
            : new ThrottledTime(channel, files);
    }

    private static double? Range(SystemTree tree, string zone) =>
        tree.Number($"{zone}/max_energy_range_uj") is { IsKnown: true, Value: > 0 and var range } ? range : null;

    private static string? PackageSensor(SystemTree tree, string folder)
    {
        if (!PackageLabels.TryGetValue(tree.Line($"{folder}/name").Or(""), out var wanted)) return null;
        var labels = tree.Names(folder)
            .Where(name => name.StartsWith("temp", StringComparison.Ordinal) && name.EndsWith("_label", StringComparison.Ordinal))
            .Select(name => (File: $"{folder}/{name[..^"_label".Length]}_input", Label: tree.Line($"{folder}/{name}").Or(""))).ToArray();
        var best = wanted.Select(label => labels.FirstOrDefault(sensor => sensor.Label.StartsWith(label, StringComparison.Ordinal)).File)
            .FirstOrDefault(file => file is not null);
        return best ?? (tree.Exists($"{folder}/temp1_input") ? $"{folder}/temp1_input" : null);
    }
}
