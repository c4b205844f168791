using StackBench.Machine.Files;

namespace StackBench.Machine.Doctor;

/// <summary>Whether the clocks wait for load before they rise.</summary>
internal static class GovernorCheck
{
    private const string Id = "cpu.governor";
    private const string Folder = "/sys/devices/system/cpu";
    private const string Fastest = "performance";

    public static Check Check { get; } =
        new(Id, "The frequency governor of the processors is not `performance`", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.When(Id, input.Facts.Cpu.Governor, governor =>
        governor == Fastest || IsFastByPreference(input.Tree, input.Facts.Cpu.AllowedCpus, governor)
            ? CheckResult.Fine
            : new Finding(
                Id,
                Severity.Warning,
                $"the frequency governor is '{governor}'",
                "clocks rise only after load has begun: short measurements are slower and scatter",
                "sudo cpupower frequency-set -g performance"));

    // Drivers that choose the clock themselves know two governors; there the preference decides.
    private static bool IsFastByPreference(SystemTree tree, IEnumerable<int> cpus, string governor) =>
        governor == "powersave" && cpus.Any() && cpus.All(cpu =>
            tree.Line($"{Folder}/cpu{cpu}/cpufreq/scaling_driver").Or("") is "intel_pstate" or "amd-pstate-epp"
            && tree.Line($"{Folder}/cpu{cpu}/cpufreq/energy_performance_preference").Or("") == Fastest);
}
