using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Doctor;

/// <summary>Whether variables hide GPUs from software.</summary>
internal static class VisibleDevicesCheck
{
    private const string Id = "env.visible-devices";

    private static readonly ImmutableArray<string> Names =
        ["ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL", "NVIDIA_VISIBLE_DEVICES", "ZE_AFFINITY_MASK"];

    public static Check Check { get; } = new(Id, "A variable hides all GPUs (warning) or chooses some (note)", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        if (input.Variable is not { } variable) return new NotChecked(Id, EnvironmentText.NotRecorded);
        return CheckResult.Of(Names.Select(name => (Name: name, Value: variable(name)))
            // Containers of NVIDIA's set this to 'all' or 'void', which hides nothing.
            .Where(entry => entry.Value is not null && !(entry.Name == "NVIDIA_VISIBLE_DEVICES" && entry.Value is "all" or "void" or ""))
            .Select(entry => Found(entry.Name, PlainText.OneLine(entry.Value!))));
    }

    private static Finding Found(string name, string value) => value is "" or "-1" or "none"
        ? new Finding(Id, Severity.Warning, $"{name} is '{value}'", "software sees no GPU and may compute on the processors instead", $"unset {name}")
        : new Finding(Id, Severity.Note, $"{name} is '{value}'", "software sees only these GPUs, and numbers them anew", $"none if it is meant; else unset {name}");
}
