using StackBench.Core.Units;
using StackBench.Machine.Cpu;

namespace StackBench.Machine.Doctor;

/// <summary>Whether a hypervisor gives this machine's time to others.</summary>
internal static class StolenTimeCheck
{
    private const string Id = "cpu.steal";
    private const double Tolerable = 0.01;

    public static Check Check { get; } = new(Id, "The hypervisor gave processor time to other machines", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        if (!input.Facts.Cpu.IsVirtual && input.Facts.Cpu.Model.IsKnown) return CheckResult.Fine;
        var isNow = input.Activity.IsKnown;
        var share = isNow ? input.Activity.Value.StolenShare : ActivitySnapshot.StolenShare(null, CpuTicks.Read(input.Tree));
        return CheckResult.When(Id, share, stolen => stolen <= Tolerable
            ? CheckResult.Fine
            : new Finding(
                Id,
                // What happened since start-up need not happen now.
                isNow ? Severity.Warning : Severity.Note,
                $"{NumberText.Share(stolen)} of the processors' time was stolen {(isNow ? "just now" : "since start-up")}",
                "the virtual processors stand still while the clock runs: measurements are slower and scatter",
                "measure on a machine with cores of its own, or at another time"));
    }
}
