using StackBench.Core.Units;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Doctor;

/// <summary>Whether a GPU is held below the power it was made for.</summary>
internal static class PowerCapCheck
{
    private const string Id = "gpu.power-cap";

    public static Check Check { get; } = new(Id, "The power limit of a GPU is below its default", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input) => CheckResult.ForEach(input.Facts.Gpus, gpu =>
    {
        var doctoring = input.DoctoringOf(gpu);
        if (doctoring.DefaultPowerLimit is not { } read)
            return new NotChecked(Id, $"the default limit of {gpu.Vendor} devices is not read", gpu.PciAddress);
        var limit = gpu.PowerLimitWatts.Then(now =>
            Default(input.Tree, gpu, read).Then<(double Now, double Default)>(usual => (now, usual)));
        if (!limit.IsKnown) return new NotChecked(Id, limit.UnknownReason, gpu.PciAddress);
        // The driver rounds to whole watts.
        if (limit.Value.Now > limit.Value.Default - 1) return CheckResult.Fine;
        return new Finding(
            Id,
            Severity.Warning,
            $"the power limit is {Watts(limit.Value.Now)}, its default is {Watts(limit.Value.Default)}",
            "under load the clock stays below what the GPU can do",
            $"unless it is meant: {doctoring.PowerLimitRemedy}",
            gpu.PciAddress);
    });

    private static Fact<double> Default(SystemTree tree, GpuFacts gpu, Func<SystemTree, string, Fact<double>> read) =>
        GpuFolder.Of(tree, gpu).Then(folder => read(tree, folder))
        .Then<double>(watts => watts > 0 ? watts : Fact<double>.Unknown("the default power limit reads zero"));

    private static string Watts(double watts) => NumberText.Quantity(watts, Unit.Watt);
}
