using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>Clock policy: governor, turbo and the highest clock.</summary>
internal sealed record CpuPolicy(Fact<string> Governor, Fact<bool> Turbo, Fact<double> MaxClockHertz)
{
    private const string Folder = "/sys/devices/system/cpu";

    /// <summary>What the firmware grants favoured cores is less than a turbo.</summary>
    private const double LeastTurbo = 0.05;

    public static CpuPolicy Read(SystemTree tree, CpuTopology topology)
    {
        var folders = topology.Online.Select(cpu => $"{Folder}/cpu{cpu}/cpufreq").Where(tree.Exists).ToArray();
        if (folders.Length == 0)
            folders = [.. tree.Names($"{Folder}/cpufreq").Where(name => name.StartsWith("policy", StringComparison.Ordinal))
                .Select(name => $"{Folder}/cpufreq/{name}")];
        return new CpuPolicy(ReadGovernor(tree, folders), ReadTurbo(tree, topology, folders), ReadMaxClock(tree, folders));
    }

    private static Fact<string> ReadGovernor(SystemTree tree, string[] folders)
    {
        var names = folders.Select(folder => tree.Line($"{folder}/scaling_governor")).Where(name => name.IsKnown).Select(name => name.Value)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return names.Length > 0
            ? string.Join('+', names)
            : Fact<string>.Unknown("no frequency scaling in sysfs: the firmware or the hypervisor decides");
    }

    private static Fact<bool> ReadTurbo(SystemTree tree, CpuTopology topology, string[] folders)
    {
        var noTurbo = Flag(tree, $"{Folder}/intel_pstate/no_turbo");
        if (noTurbo.IsKnown) return !noTurbo.Value;
        // A switch that stands at "off" says nothing where no core has a clock above its nominal one.
        if (topology.Online.Select(cpu => Headroom(tree, cpu)).Where(share => share.IsKnown).Select(share => share.Value).ToArray()
            is { Length: > 0 } shares && shares.Max() < LeastTurbo)
            return Fact<bool>.Unknown("the cores have no clock above their nominal one");
        return folders.Select(folder => $"{folder}/boost").Prepend($"{Folder}/cpufreq/boost").Select(path => Flag(tree, path))
            .FirstOrDefault(
            flag => flag.IsKnown, Fact<bool>.Unknown("no turbo switch in sysfs: the firmware or the hypervisor decides"));
    }

    private static Fact<double> Headroom(SystemTree tree, int cpu) =>
        tree.Number($"{Folder}/cpu{cpu}/acpi_cppc/nominal_perf").Then(nominal =>
            tree.Number($"{Folder}/cpu{cpu}/acpi_cppc/highest_perf").Then<double>(highest => nominal > 0 && highest > 0
                ? ((double)highest / nominal) - 1
                : Fact<double>.Unknown("the firmware states no performance levels")));

    private static Fact<bool> Flag(SystemTree tree, string path) => tree.Number(path).Then<bool>(number => number switch
    {
        0 => false,
        1 => true,
        _ => Fact<bool>.Unknown($"{path} says {number.ToString(CultureInfo.InvariantCulture)}"),
    });

    private static Fact<double> ReadMaxClock(SystemTree tree, string[] folders)
    {
        // acpi-cpufreq lists the states of the firmware table, which ends below the boost clock.
        if (folders.Any(folder => tree.Line($"{folder}/scaling_driver").Or("") == "acpi-cpufreq"))
            return Fact<double>.Unknown("acpi-cpufreq does not tell the boost clock");
        var clocks = folders.Select(folder => tree.Number($"{folder}/cpuinfo_max_freq")).Where(IsPlausibleKilohertz)
            .Select(clock => clock.Value).ToArray();
        return clocks.Length > 0 ? clocks.Max() * 1e3 : Fact<double>.Unknown("no frequency scaling in sysfs");
    }

    private static bool IsPlausibleKilohertz(Fact<long> clock) => clock is { IsKnown: true, Value: > 100_000 and < 20_000_000 };
}
