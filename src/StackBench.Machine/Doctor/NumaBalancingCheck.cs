namespace StackBench.Machine.Doctor;

/// <summary>Whether the kernel moves memory between nodes while a measurement runs.</summary>
internal static class NumaBalancingCheck
{
    private const string Id = "cpu.numa-balancing";
    private const string Switch = "/proc/sys/kernel/numa_balancing";

    public static Check Check { get; } =
        new(Id, "Automatic NUMA balancing is on in a machine with several nodes", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        // With a single node there is nothing to balance, whatever the switch says.
        if (input.Facts.Cpu.NumaNodes.Or(0) == 1) return CheckResult.Fine;
        return CheckResult.When(Id, input.Tree.Number(Switch), mode => mode == 0
            ? CheckResult.Fine
            : CheckResult.When(Id, input.Facts.Cpu.NumaNodes, _ => new Finding(
                Id,
                Severity.Warning,
                "automatic NUMA balancing is on",
                "the kernel unmaps pages to see who uses them and moves them meanwhile: memory and GPU transfers stall now and then",
                "sudo sysctl kernel.numa_balancing=0")));
    }
}
