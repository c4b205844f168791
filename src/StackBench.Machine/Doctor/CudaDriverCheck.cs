using StackBench.Machine.Software;

namespace StackBench.Machine.Doctor;

/// <summary>Whether CUDA's driver is there for a GPU that NVIDIA's kernel module drives: a container need not have it.</summary>
internal static class CudaDriverCheck
{
    private const string Id = "gpu.cuda";
    private const string Module = "nvidia";

    public static Check Check { get; } = new(
        Id, "NVIDIA's driver library libcuda.so.1 is missing beside an NVIDIA GPU, as in a container without the capability 'compute'",
        Severity.Warning, Examine);

    /// <summary>Whether CUDA reaches a GPU, so that nothing else has to.</summary>
    public static bool IsReached(GpuFacts gpu, CheckInput input, ComputeDrivers drivers) =>
        HasCuda(gpu, input) && (drivers.CudaDriver.IsKnown || IsOnLibraryPath(input));

    private static CheckResult Examine(CheckInput input)
    {
        if (!input.Facts.Gpus.Any(gpu => HasCuda(gpu, input))) return CheckResult.Fine;
        if (!input.Tree.Exists("/usr")) return new NotChecked(Id, "the tree has no /usr");
        var drivers = ComputeDriverReader.Read(input.Tree, input.Variable);
        return CheckResult.ForEach(input.Facts.Gpus, gpu => HasCuda(gpu, input) && !IsReached(gpu, input, drivers)
            ? new Finding(
                Id, Severity.Warning, $"the CUDA driver is not installed: {drivers.CudaDriver.UnknownReason}",
                "nothing that uses CUDA can compute on the GPU: neither the cuda engine nor an ML stack",
                input.DoctoringOf(gpu).CudaRemedy!, gpu.PciAddress)
            : CheckResult.Fine);
    }

    /// <summary>Of the maker, and not driven by nouveau or handed to a guest.</summary>
    private static bool HasCuda(GpuFacts gpu, CheckInput input) =>
        input.DoctoringOf(gpu).CudaRemedy is not null && gpu.Driver.Or(Module).StartsWith(Module, StringComparison.Ordinal);

    // Where the dynamic loader looks first; some containers have the driver there.
    private static bool IsOnLibraryPath(CheckInput input) =>
        (input.Variable?.Invoke("LD_LIBRARY_PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => input.Tree.Exists($"{folder.TrimEnd('/')}/{ComputeDriverReader.CudaDriver}"));
}
