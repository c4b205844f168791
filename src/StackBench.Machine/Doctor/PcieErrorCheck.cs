using System.Globalization;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Doctor;

/// <summary>Whether the link of a GPU made errors.</summary>
internal static class PcieErrorCheck
{
    private const string Id = "pci.errors";
    private const string Remedy = "seat the board anew, look at riser and cable; the counters start at zero with the next start-up";

    public static Check Check { get; } =
        new(Id, "The link of a GPU had errors that were repeated (note) or lost data (warning)", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.ForEach(input.Facts.Gpus, gpu =>
    {
        var corrected = Total(input.Tree, gpu, "correctable", "TOTAL_ERR_COR");
        var lost = Total(input.Tree, gpu, "nonfatal", "TOTAL_ERR_NONFATAL")
            .Then(some => Total(input.Tree, gpu, "fatal", "TOTAL_ERR_FATAL").Then<long>(more => some + more));
        return Judge(lost, count =>
            new Finding(Id, Severity.Warning, $"{Text(count)} errors of the link were not corrected", "transfers fail or the device resets",
                Remedy, gpu.PciAddress))
            .And(Judge(corrected, count =>
                new Finding(Id, Severity.Note, $"{Text(count)} errors of the link were corrected since start-up",
                    "repeated transfers cost bandwidth when there are many", Remedy, gpu.PciAddress)));

        CheckResult Judge(Fact<long> count, Func<long, CheckResult> judge) =>
            !count.IsKnown ? new NotChecked(Id, count.UnknownReason, gpu.PciAddress)
                : count.Value == 0 ? CheckResult.Fine
                : judge(count.Value);
    });

    private static Fact<long> Total(SystemTree tree, GpuFacts gpu, string kind, string key) =>
        GpuFolder.Of(tree, gpu).Then(folder => tree.Text($"{folder}/aer_dev_{kind}")).Then<long>(text =>
        text.Split('\n').Select(line => line.Split(' ')).FirstOrDefault(words => words[0] == key) is [_, var number]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : Fact<long>.Unknown($"aer_dev_{kind} has no {key}"));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
