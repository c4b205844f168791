using StackBench.Machine.Files;
using StackBench.Machine.Vendors;

namespace StackBench.Machine.Doctor;

/// <summary>Whether variables hide GPUs from software.</summary>
internal static class VisibleDevicesCheck
{
    private const string Id = "env.visible-devices";

    public static Check Check { get; } = new(Id, "A variable hides all GPUs (warning) or chooses some (note)", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        if (input.Variable is not { } variable) return new NotChecked(Id, EnvironmentText.NotRecorded);
        return CheckResult.Of(GpuVendors.VisibleDevices(input.Vendors).Select(known => (Known: known, Value: variable(known.Name)))
            .Where(entry => entry.Value is not null && !entry.Known.Harmless.Contains(entry.Value))
            .Select(entry => Found(entry.Known.Name, PlainText.OneLine(entry.Value!))));
    }

    private static Finding Found(string name, string value) => value is "" or "-1" or "none"
        ? new Finding(
        Id, Severity.Warning, $"{name} is '{value}'", "software sees no GPU and may compute on the processors instead", $"unset {name}")
        : new Finding(Id, Severity.Note, $"{name} is '{value}'", "software sees only these GPUs, and numbers them anew",
        $"none if it is meant; else unset {name}");
}
