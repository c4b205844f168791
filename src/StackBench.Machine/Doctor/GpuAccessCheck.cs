using StackBench.Machine.Gpu;

namespace StackBench.Machine.Doctor;

/// <summary>Whether this process may open the GPUs it can see.</summary>
internal static class GpuAccessCheck
{
    private const string Id = "gpu.access";

    public static Check Check { get; } = new(Id, "This process may not open a GPU: a group is missing, or a container does not pass the device through", Severity.Problem, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.ForEach(input.Facts.Gpus, gpu => Of(input, gpu));

    private static CheckResult Of(CheckInput input, GpuFacts gpu)
    {
        if (gpu.Access.IsKnown) return CheckResult.Fine;
        if (!gpu.Driver.IsKnown && gpu.Vendor == GpuVendors.Amd && input.Tree.IsThisMachine) return Found(gpu, "no driver is bound to the device", "load its driver: sudo modprobe amdgpu");
        // A device that was never tried says so by the default of a fact.
        if (gpu.Access == default) return new NotChecked(Id, input.Tree.IsThisMachine ? $"opening devices of {gpu.Vendor} is not tried" : "devices of a recorded machine cannot be opened", gpu.PciAddress);
        return Found(gpu, gpu.Access.UnknownReason, Remedy(gpu.Access.UnknownReason));
    }

    private static Finding Found(GpuFacts gpu, string cause, string remedy) =>
        new(Id, Severity.Problem, cause, "no software of this user can compute on the GPU", remedy, gpu.PciAddress);

    private static string Remedy(string reason) => reason.Contains("join ", StringComparison.Ordinal)
        ? "sudo usermod -aG GROUP $USER with the group named, then log in anew; in a container: --group-add with its number"
        : "load the driver (sudo modprobe amdgpu); in a container: --device /dev/kfd --device /dev/dri";
}
