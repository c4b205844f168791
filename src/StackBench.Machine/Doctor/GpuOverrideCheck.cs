using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Doctor;

/// <summary>Whether a variable makes software take a GPU for another one.</summary>
internal static class GpuOverrideCheck
{
    private const string Id = "env.gpu-target";
    private const string Name = "HSA_OVERRIDE_GFX_VERSION";
    private const int MostGpus = 64;

    public static Check Check { get; } =
        new(Id, "`HSA_OVERRIDE_GFX_VERSION` makes software take the GPU for another", Severity.Warning, Examine);

    private static CheckResult Examine(CheckInput input)
    {
        if (input.Variable is not { } variable) return new NotChecked(Id, EnvironmentText.NotRecorded);
        var names = Enumerable.Range(0, MostGpus).Select(gpu => string.Create(CultureInfo.InvariantCulture, $"{Name}_{gpu}")).Prepend(Name);
        return CheckResult.Of(names.Select(name => (Name: name, Value: variable(name))).Where(entry => !string.IsNullOrEmpty(entry.Value))
            .Select(entry => new Finding(
            Id,
            Severity.Warning,
            $"{entry.Name} is '{PlainText.OneLine(entry.Value!)}'",
            "code for another GPU runs: slower kernels at best, wrong results and crashes at worst",
            $"unset {entry.Name}, where the installed software knows the GPU")));
    }
}
