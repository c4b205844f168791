using StackBench.Machine.Gpu;

namespace StackBench.Machine.Doctor;

/// <summary>Whether the memory accesses of GPUs are translated on their way.</summary>
internal static class IommuCheck
{
    private const string Id = "pci.iommu";
    private const string Groups = "/sys/kernel/iommu_groups";

    public static Check Check { get; } =
        new(Id, "The IOMMU translates the accesses of GPUs: a warning with several GPUs, else a note", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        var gpus = input.Facts.Gpus.Where(gpu => !gpu.IsIntegrated.Or(false)).ToArray();
        if (gpus.Length == 0) return CheckResult.Fine;
        if (!input.Tree.Exists(Groups)) return new NotChecked(Id, $"{Groups} is absent");
        // An empty folder: the kernel uses no IOMMU.
        return input.Tree.Names(Groups).Count == 0 ? CheckResult.Fine : CheckResult.ForEach(gpus, gpu => Of(input, gpu, gpus.Length));
    }

    private static CheckResult Of(CheckInput input, GpuFacts gpu, int count)
    {
        var type = GpuFolder.Of(input.Tree, gpu).Then(folder => input.Tree.Line($"{folder}/iommu_group/type"));
        if (!type.IsKnown) return new NotChecked(Id, type.UnknownReason, gpu.PciAddress);
        if (!type.Value.StartsWith("DMA", StringComparison.Ordinal)) return CheckResult.Fine;
        return new Finding(
            Id,
            count > 1 ? Severity.Warning : Severity.Note,
            $"the IOMMU translates this GPU's accesses ('{type.Value}')",
            count > 1
                ? "transfers between GPUs go by way of the processor: slower, or they hang"
                : "transfers to and from main memory cost a little more",
            "boot with iommu=pt on the kernel's command line",
            gpu.PciAddress);
    }
}
