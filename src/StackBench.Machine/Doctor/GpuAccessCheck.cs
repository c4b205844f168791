namespace StackBench.Machine.Doctor;

/// <summary>Whether this process may open the GPUs it can see.</summary>
internal static class GpuAccessCheck
{
    private const string Id = "gpu.access";

    public static Check Check { get; } = new(Id, "This process may not open a GPU: a group is missing, or a container does "
        + "not pass the device through", Severity.Problem, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.ForEach(input.Facts.Gpus, gpu => Of(input, gpu));

    private static CheckResult Of(CheckInput input, GpuFacts gpu)
    {
        if (gpu.Access.IsKnown) return CheckResult.Fine;
        var doctoring = input.DoctoringOf(gpu);
        if (!gpu.Driver.IsKnown && doctoring.DriverModule is { } module && input.Tree.IsThisMachine)
            return Found(gpu, "no driver is bound to the device", $"load its driver: sudo modprobe {module}");
        if (gpu.Barrier == GpuBarrier.NotTried)
        {
            var reason = input.Tree.IsThisMachine
                ? $"opening devices of {gpu.Vendor} is not tried"
                : "devices of a recorded machine cannot be opened";
            return new NotChecked(Id, reason, gpu.PciAddress);
        }

        return Found(gpu, gpu.Access.UnknownReason, gpu.Barrier == GpuBarrier.NoPermission
            ? "sudo usermod -aG GROUP $USER with the group named, then log in anew; in a container: --group-add with its number"
            : $"load the driver (sudo modprobe {doctoring.DriverModule}); in a container: {doctoring.ContainerOptions}");
    }

    private static Finding Found(GpuFacts gpu, string cause, string remedy) =>
        new(Id, Severity.Problem, cause, "no software of this user can compute on the GPU", remedy, gpu.PciAddress);
}
