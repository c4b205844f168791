using StackBench.Core.Units;

namespace StackBench.Machine.Doctor;

/// <summary>Whether a control group gives this process less memory than the machine has.</summary>
internal static class MemoryLimitCheck
{
    private const string Id = "limits.memory";

    public static Check Check { get; } = new(Id, "A control group limits memory", Severity.Note, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        var memory = input.Facts.Memory;
        if (!input.Tree.Exists("/proc/self/cgroup")) return new NotChecked(Id, "/proc/self/cgroup is absent");
        if (!memory.LimitBytes.IsKnown) return CheckResult.Fine;
        return CheckResult.When(Id, memory.TotalBytes, total => memory.LimitBytes.Value >= total
            ? CheckResult.Fine
            : new Finding(
                Id,
                Severity.Note,
                $"a control group limits memory to {NumberText.Quantity(memory.LimitBytes.Value, Unit.Byte)} of "
                    + $"{NumberText.Quantity(total, Unit.Byte)}",
                "large workloads are left out, and what exceeds the limit is killed",
                "raise the memory limit of the container or job where large workloads are wanted"));
    }
}
