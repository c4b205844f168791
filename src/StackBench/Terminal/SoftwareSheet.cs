using System.Globalization;
using StackBench.Machine;

namespace StackBench.Terminal;

/// <summary>The software inventory as a sheet for a person: a line for each interpreter with ML packages, the others counted.</summary>
internal static class SoftwareSheet
{
    /// <summary>One sheet, or none where no software was looked for.</summary>
    /// <param name="showAll">Interpreters without ML packages and unknown details too.</param>
    public static IEnumerable<FactSheet> Of(SoftwareFacts software, bool showAll)
    {
        var rows = Rows(software).Where(row => row.IsKnown || showAll).Concat(Pythons(software, showAll)).ToArray();
        if (rows.Length > 0) yield return new FactSheet("ML software", [.. rows]);
    }

    private static IEnumerable<FactRow> Rows(SoftwareFacts software) =>
    [
        FactRow.Of("amdgpu driver", software.AmdgpuDriver),
        FactRow.Of("NVIDIA driver", software.NvidiaDriver),
        FactRow.Of("ROCm", Release(software.Rocm)),
        FactRow.Of("CUDA", Release(software.Cuda)),
        FactRow.Of("llama.cpp", Tool(software.LlamaCpp)),
        FactRow.Of("PostgreSQL", Tool(software.PostgreSql)),
        FactRow.Of("Slurm", Tool(software.Slurm)),
    ];

    private static Fact<string> Release(ReleaseFacts release) => release.Installed.Length > 1
        ? $"{release.Default.Or("none by default")} (installed: {string.Join(", ", release.Installed)})"
        : release.Default.Else(() => release.Installed is [var only] ? $"{only}, not the default" : release.Default);

    private static Fact<string> Tool(ToolFacts tool) =>
        tool.Path.Then<string>(path => tool.Version.IsKnown ? $"{tool.Version.Value} ({path})" : path);

    private static IEnumerable<FactRow> Pythons(SoftwareFacts software, bool showAll)
    {
        var shown = software.Pythons.Where(python => showAll || !python.Packages.IsEmpty).ToArray();
        foreach (var python in shown) yield return new FactRow(python.IsActive ? "Python (active)" : "Python", Python(python));
        var rest = software.Pythons.Length - shown.Length;
        if (rest > 0)
            yield return new FactRow(
                "Python", string.Create(CultureInfo.InvariantCulture, $"{rest} {(shown.Length > 0 ? "more " : "")}without ML packages"));
    }

    private static string Python(PythonFacts python)
    {
        var packages = python.Packages.Select(package =>
            $"{package.Key} {package.Value.Or("of unknown version")}"
                + $"{(package.Key == "torch" && python.TorchBuild.IsKnown ? $" ({python.TorchBuild.Value})" : "")}");
        return $"{python.Version.Or("of unknown version")} {python.Kind} {python.Path}: "
            + $"{(python.Packages.IsEmpty ? "no ML packages" : string.Join(", ", packages))}";
    }
}
