namespace StackBench.Machine.Doctor;

/// <summary>Whether reading the time is cheap and exact.</summary>
internal static class ClockSourceCheck
{
    private const string Id = "clock.source";
    private const string Current = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

    public static Check Check { get; } = new(Id, "The kernel's clock is not the processor's own counter", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.When(Id, input.Tree.Line(Current), source => source switch
    {
        // Of x86, Arm, POWER and RISC-V.
        "tsc" or "arch_sys_counter" or "timebase" or "riscv_clocksource" => CheckResult.Fine,
        "hpet" or "acpi_pm" or "jiffies" or "refined-jiffies" or "pit" => Found(
            source, Severity.Warning,
            "reading the time takes a microsecond or more, in the kernel: short measurements and launch latencies come out too long",
            "see 'dmesg | grep -i clocksource' why the kernel gave up the counter; boot with tsc=reliable only if its "
                + "reason is known to be wrong"),
        _ =>
            Found(source, Severity.Note, "time comes from the hypervisor's clock, which is corrected from outside: the shortest "
                + "measurements are less exact", "none is needed for measurements above a microsecond"),
    });

    private static Finding Found(string source, Severity severity, string effect, string remedy) =>
        new(Id, severity, $"the clock source is '{source}'", effect, remedy);
}
