using System.Globalization;

namespace StackBench.Machine.Doctor;

/// <summary>Whether a GPU shows as several.</summary>
internal static class PartitionCheck
{
    private const string Id = "gpu.partition";

    public static Check Check { get; } = new(Id, "A GPU is divided: not SPX/NPS1, or MIG is on", Severity.Note, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.ForEach(input.Facts.Gpus, gpu =>
    {
        var count = gpu.Partitions.Length;
        if (count <= 1 && !gpu.PartitionMode.IsKnown) return input.DoctoringOf(gpu).IsDivisible
            ? new NotChecked(Id, gpu.PartitionMode.UnknownReason, gpu.PciAddress) : CheckResult.Fine;
        if (count <= 1 && gpu.PartitionMode.Value is "none" or "SPX" or "SPX/NPS1") return CheckResult.Fine;
        var mode = gpu.PartitionMode.IsKnown ? $"the partition mode is {gpu.PartitionMode.Value}" : "the GPU is divided";
        return new Finding(
            Id,
            Severity.Note,
            count > 1 ? $"{mode}: {count.ToString(CultureInfo.InvariantCulture)} logical GPUs" : mode,
            "software sees parts of the GPU as devices of their own; temperature and power are those of the whole",
            $"unless it is meant: "
                + $"{string.Join(", or ", input.Vendors.Select(vendor => vendor.Doctoring.UndivideCommand).OfType<string>())}",
            gpu.PciAddress);
    });
}
