namespace StackBench.Machine.Doctor;

/// <summary>Whether the processors may exceed their base clock.</summary>
internal static class TurboCheck
{
    private const string Id = "cpu.turbo";

    public static Check Check { get; } = new(Id, "Turbo (boost) of the processors is switched off", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.When(Id, input.Facts.Cpu.Turbo, turbo => turbo
        ? CheckResult.Fine
        : new Finding(
            Id,
            Severity.Warning,
            "turbo is off",
            "numbers are steadier but lower than the processor can do",
            "unless it is meant: write 0 to /sys/devices/system/cpu/intel_pstate/no_turbo, or 1 to /sys/devices/system/cpu/cpufreq/boost"));
}
