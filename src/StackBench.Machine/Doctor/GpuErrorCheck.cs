using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Doctor;

/// <summary>Whether a GPU's memory or units made errors.</summary>
internal static class GpuErrorCheck
{
    private const string Id = "gpu.errors";

    public static Check Check { get; } =
        new(Id, "A GPU counts errors that were corrected (warning) or not (problem)", Severity.Problem, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.ForEach(input.Facts.Gpus, gpu =>
    {
        var doctoring = input.DoctoringOf(gpu);
        if (doctoring.Errors is not { } read)
            return new NotChecked(Id, $"error counts of {gpu.Vendor} devices are not read", gpu.PciAddress);
        var counts = GpuFolder.Of(input.Tree, gpu).Then<ImmutableArray<GpuErrorCount>>(folder => read(input.Tree, folder));
        if (!counts.IsKnown) return new NotChecked(Id, counts.UnknownReason, gpu.PciAddress);
        return counts.Value.IsEmpty
            ? new NotChecked(Id, "the device or its driver counts no errors", gpu.PciAddress)
            : CheckResult.ForEach(counts.Value, count => OfBlock(gpu, count, doctoring.ErrorRemedy));
    });

    private static CheckResult OfBlock(GpuFacts gpu, GpuErrorCount count, string remedy)
    {
        if (!count.Counts.IsKnown) return new NotChecked(Id, count.Counts.UnknownReason, gpu.PciAddress);
        var (uncorrected, corrected) = count.Counts.Value;
        if (uncorrected > 0) return Found(Severity.Problem, $"{Text(uncorrected)} errors in {count.Block} could not be corrected",
            "results may be wrong, and the GPU may reset");
        return corrected > 0
            ? Found(Severity.Warning, $"{Text(corrected)} errors in {count.Block} were corrected",
                "corrections cost time, and parts that need them often fail later")
            : CheckResult.Fine;

        Finding Found(Severity severity, string cause, string effect) => new(Id, severity, cause, effect, remedy, gpu.PciAddress);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
