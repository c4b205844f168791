using StackBench.Machine.Software;

namespace StackBench.Machine.Doctor;

/// <summary>
/// Whether OpenCL reaches a GPU that Vulkan does not: an Instinct, or a Radeon in a container. Where Vulkan or CUDA does, nobody misses it.
/// </summary>
internal static class OpenClDriverCheck
{
    private const string Id = "gpu.opencl";

    public static Check Check { get; } = new(
        Id, "ROCm is installed without its OpenCL driver, and Vulkan does not reach the GPU either", Severity.Note,
        Examine);

    private static CheckResult Examine(CheckInput input)
    {
        if (input.Facts.Gpus.IsEmpty) return CheckResult.Fine;
        // The lists of drivers lie in /etc and /usr, which a recorded tree need not have.
        if (!input.Tree.Exists("/usr")) return new NotChecked(Id, "the tree has no /usr");
        var drivers = ComputeDriverReader.Read(input.Tree, input.Variable);
        return CheckResult.ForEach(input.Facts.Gpus, gpu => Of(gpu, input, drivers));
    }

    private static CheckResult Of(GpuFacts gpu, CheckInput input, ComputeDrivers drivers)
    {
        var doctoring = input.DoctoringOf(gpu);
        var isReached = doctoring.HasVulkan(gpu) && drivers.VulkanLoader.IsKnown
            && VulkanDriverCheck.Known(doctoring, drivers.Vulkan).Length > 0;
        if (isReached || doctoring.OpenClDriver is not { } driver || !doctoring.HasComputeStack(input.Tree)
            || drivers.OpenCl.Any(library => library.StartsWith(driver, StringComparison.Ordinal))) return CheckResult.Fine;
        var others = drivers.OpenCl.IsEmpty ? "OpenCL has no driver" : $"OpenCL has only {string.Join(", ", drivers.OpenCl)}";
        return new Finding(
            Id, Severity.Note, $"the OpenCL driver {driver} is not registered: {others}",
            "neither engine that needs no ML library, vulkan and opencl, can measure the GPU", doctoring.OpenClRemedy, gpu.PciAddress);
    }
}
