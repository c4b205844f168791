using System.Collections.Immutable;
using StackBench.Machine.Gpu;
using StackBench.Machine.Software;

namespace StackBench.Machine.Doctor;

/// <summary>Whether Vulkan, which measures a GPU before any ML library is installed, reaches each GPU, and by one driver.</summary>
internal static class VulkanDriverCheck
{
    private const string Id = "gpu.vulkan";
    private const string CpuDriver = "libvulkan_lvp.so";

    public static Check Check { get; } =
        new(Id, "Vulkan has no driver for a GPU, so that programs compute on the CPU or not at all, or has "
        + "two, so that they see the GPU twice", Severity.Note, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        if (input.Facts.Gpus.IsEmpty) return CheckResult.Fine;
        // Manifests lie in /etc and /usr, which a recorded tree need not have.
        if (!input.Tree.Exists("/usr")) return new NotChecked(Id, "the tree has no /usr");
        var drivers = ComputeDriverReader.Read(input.Tree, input.Variable);
        // What CUDA reaches is measured by it: nobody misses Vulkan.
        GpuFacts[] gpus = [.. input.Facts.Gpus.Where(gpu => !CudaDriverCheck.IsReached(gpu, input, drivers))];
        if (gpus.Length == 0) return CheckResult.Fine;
        if (!drivers.VulkanLoader.IsKnown)
            return new Finding(
                Id, Severity.Note, $"Vulkan's loader is not installed: {drivers.VulkanLoader.UnknownReason}",
                "the engine vulkan, which needs no ML library, cannot measure the GPUs", "sudo apt install libvulkan1");
        return CheckResult.ForEach(gpus, gpu => Of(gpu, input, drivers.Vulkan));
    }

    /// <summary>What people call the installed drivers that know devices of a maker.</summary>
    public static string[] Known(GpuDoctoring doctoring, ImmutableArray<string> installed) =>
        [.. doctoring.VulkanDrivers.Where(driver => installed.Contains(driver.Library)).Select(driver => driver.Name).Distinct()];

    private static CheckResult Of(GpuFacts gpu, CheckInput input, ImmutableArray<string> installed)
    {
        var doctoring = input.DoctoringOf(gpu);
        // Nothing to install: the check of OpenCL is for these.
        if (!doctoring.HasVulkan(gpu)) return CheckResult.Fine;
        var known = Known(doctoring, installed);
        // The kernel's driver decides which of NVIDIA's two answers.
        if (known is [_] || (known is [_, _] && known.Contains("NVK"))) return CheckResult.Fine;
        if (known.Length > 1)
            return new Finding(
                Id, Severity.Note, $"two Vulkan drivers know the GPU: {string.Join(" and ", known)}",
                "programs list it twice and compute with either; StackBench measures it once and names the driver",
                "name the manifest of one in VK_DRIVER_FILES, or remove the other's package", gpu.PciAddress);
        var others = installed.Length == 0 ? "no Vulkan driver is installed" : $"Vulkan has only {string.Join(", ", installed)}";
        return new Finding(
            Id, Severity.Note, $"no Vulkan driver for the GPU: {others}",
            installed.Contains(CpuDriver)
                ? "device 0 of Vulkan is lavapipe, which computes on the CPU; programs that take it are slow, "
                + "StackBench never does by itself"
                : "the engine vulkan, which needs no ML library, cannot measure the GPU",
            doctoring.VulkanRemedy, gpu.PciAddress);
    }
}
