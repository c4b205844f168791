namespace StackBench.Machine.Doctor;

/// <summary>Whether cores show as several CPUs.</summary>
internal static class SmtCheck
{
    private const string Id = "cpu.smt";
    private const string Switch = "/sys/devices/system/cpu/smt/active";

    public static Check Check { get; } = new(Id, "Simultaneous multithreading is on", Severity.Note, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.When(Id, IsOn(input), isOn => isOn
        ? new Finding(
            Id,
            Severity.Note,
            "simultaneous multithreading is on",
            "two threads on one core share its units: software that starts a thread for each CPU may be slower than with one for each core",
            "StackBench uses one thread for each core; set OMP_NUM_THREADS to the number of cores for other software")
        : CheckResult.Fine);

    private static Fact<bool> IsOn(CheckInput input)
    {
        var active = input.Tree.Number(Switch)
            .Then<bool>(number => number is 0 or 1 ? number == 1 : Fact<bool>.Unknown($"{Switch} says {number}"));
        return active.Else(() => input.Facts.Cpu.Threads.Then(threads => input.Facts.Cpu.Cores.Then<bool>(cores => threads > cores)));
    }
}
