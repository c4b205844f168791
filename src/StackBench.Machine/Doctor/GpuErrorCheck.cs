using System.Globalization;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Doctor;

/// <summary>Whether a GPU's memory or units made errors.</summary>
internal static class GpuErrorCheck
{
    private const string Id = "gpu.errors";
    private const string Suffix = "_err_count";

    public static Check Check { get; } = new(Id, "A GPU counts errors that were corrected (warning) or not (problem)", Severity.Problem, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.ForEach(input.Facts.Gpus, gpu =>
    {
        if (gpu.Vendor != GpuVendors.Amd) return new NotChecked(Id, $"error counts of {gpu.Vendor} devices are not read", gpu.PciAddress);
        var folder = GpuFolder.Of(input.Tree, gpu);
        if (!folder.IsKnown) return new NotChecked(Id, folder.UnknownReason, gpu.PciAddress);
        var blocks = input.Tree.Names($"{folder.Value}/ras").Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)).ToArray();
        return blocks.Length == 0
            ? new NotChecked(Id, "the device or its driver counts no errors", gpu.PciAddress)
            : CheckResult.ForEach(blocks, block => OfBlock(input.Tree, gpu, $"{folder.Value}/ras/{block}", block[..^Suffix.Length]));
    });

    private static CheckResult OfBlock(SystemTree tree, GpuFacts gpu, string path, string block)
    {
        var counts = tree.Text(path).Then(text => Count(text, "ue", path).Then(bad => Count(text, "ce", path).Then<(long Bad, long Corrected)>(corrected => (bad, corrected))));
        if (!counts.IsKnown) return new NotChecked(Id, counts.UnknownReason, gpu.PciAddress);
        if (counts.Value.Bad > 0)
            return Found(Severity.Problem, $"{Text(counts.Value.Bad)} errors in {block} could not be corrected", "results may be wrong, and the GPU may reset");
        return counts.Value.Corrected > 0
            ? Found(Severity.Warning, $"{Text(counts.Value.Corrected)} errors in {block} were corrected", "corrections cost time, and parts that need them often fail later")
            : CheckResult.Fine;

        Finding Found(Severity severity, string cause, string effect) => new(Id, severity, cause, effect, "see dmesg for amdgpu RAS messages; have the board checked when the count grows", gpu.PciAddress);
    }

    /// <summary>The number after <c>ue:</c> or <c>ce:</c>.</summary>
    private static Fact<long> Count(string text, string key, string path)
    {
        var line = text.Split('\n').Select(line => line.Split(':')).FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == key);
        return line is not null && long.TryParse(line[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : Fact<long>.Unknown($"{path} has no {key}");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
