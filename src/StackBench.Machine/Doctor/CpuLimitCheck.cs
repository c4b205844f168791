using System.Globalization;
using StackBench.Core.Units;

namespace StackBench.Machine.Doctor;

/// <summary>Whether this process may use all processors.</summary>
internal static class CpuLimitCheck
{
    private const string Id = "limits.cpu";

    public static Check Check { get; } =
        new(Id, "A control group or affinity mask keeps this process from processors", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        var cpu = input.Facts.Cpu;
        return Quota(cpu.QuotaCpus, cpu.AllowedCpus.Length)
            .And(CheckResult.When(Id, cpu.Threads, threads => Mask(cpu.AllowedCpus.Length, threads)));
    }

    private static CheckResult Quota(Fact<double> quota, int allowed) => CheckResult.When(Id, quota, cpus => cpus >= allowed
        ? CheckResult.Fine
        : new Finding(
            Id,
            Severity.Warning,
            $"a control group grants {NumberText.Number(cpus)} CPUs' time of {Text(allowed)}",
            "once the time of a period is used up all threads stand still until the next: measurements are slower and scatter",
            "raise the CPU limit of the container or job, or start it with whole CPUs (a set, not a quota)"));

    private static CheckResult Mask(int allowed, int threads) => allowed >= threads
        ? CheckResult.Fine
        : new Finding(
            Id,
            Severity.Note,
            $"this process may run on {Text(allowed)} of {Text(threads)} CPUs",
            "numbers are those of a part of the machine; others may run on the rest and share caches and memory",
            "unless it is meant: start outside taskset, cpuset or the job that narrows it");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
