using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Software;

/// <summary>Where Python interpreters and environments usually lie.</summary>
internal static class PythonSearch
{
    private const int OldestMinor = 6;
    private const int NewestMinor = 20;

    private static readonly ImmutableArray<string> CondaHomes = ["miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba"];
    private static readonly ImmutableArray<string> SystemFolders = ["/usr/local/bin", "/usr/bin"];
    private static readonly ImmutableArray<string> UsualNames = ["python3", "python"];
    private static readonly ImmutableArray<string> VersionedNames =
        [.. Enumerable.Range(OldestMinor, NewestMinor - OldestMinor + 1)
            .Select(minor => string.Create(CultureInfo.InvariantCulture, $"python3.{minor}"))];

    /// <summary>
    /// Paths that exist, with how each was found and whether it is one a user would start; the first of those comes first.
    /// </summary>
    /// <param name="workingFolder">Where the user stands; null where that is not known.</param>
    public static IEnumerable<(string Path, string Kind, bool IsStarted)> Find(
        SystemTree tree, Func<string, string?> variable, string? workingFolder) =>
        Started(tree, variable, workingFolder).Select(found => (found.Path, found.Kind, IsStarted: true))
            .Concat(Elsewhere(tree, variable, workingFolder).Select(found => (found.Path, found.Kind, IsStarted: false)))
            .Where(candidate => tree.IsFile(candidate.Path));

    private static IEnumerable<(string Path, string Kind)> Started(SystemTree tree, Func<string, string?> variable, string? workingFolder)
    {
        if (Absolute(variable("VIRTUAL_ENV")) is { } active) yield return ($"{active}/bin/python", "venv");
        if (Absolute(variable("CONDA_PREFIX")) is { } conda) yield return ($"{conda}/bin/python", "conda");
        var folders = Folders(variable).ToArray();
        foreach (var name in UsualNames)
        {
            foreach (var folder in folders)
            {
                if (!Pyenv.IsShims(tree, folder)) yield return ($"{folder}/{name}", "system");
                else if (Pyenv.Chosen(tree, folder, variable, workingFolder) is { } chosen) yield return ($"{chosen}/bin/{name}", "pyenv");
            }
        }
    }

    private static IEnumerable<(string Path, string Kind)> Elsewhere(SystemTree tree, Func<string, string?> variable, string? workingFolder)
    {
        foreach (var folder in Folders(variable).Where(folder => !Pyenv.IsShims(tree, folder)).Concat(SystemFolders)
            .Distinct(StringComparer.Ordinal))
            foreach (var name in UsualNames.Concat(VersionedNames)) yield return ($"{folder}/{name}", "system");
        if (Absolute(workingFolder) is { } here)
            foreach (var name in (string[])[".venv", "venv"]) yield return ($"{here}/{name}/bin/python", "venv");
        yield return ("/opt/venv/bin/python", "venv");
        yield return ("/opt/conda/bin/python", "conda");
        foreach (var name in tree.Names("/opt/conda/envs")) yield return ($"/opt/conda/envs/{name}/bin/python", "conda");
        if (Absolute(variable("HOME")) is not { } home) yield break;
        foreach (var found in InHome(tree, home)) yield return found;
    }

    private static IEnumerable<string> Folders(Func<string, string?> variable) =>
        (variable("PATH") ?? "").Split(':').Select(Absolute).OfType<string>().Distinct(StringComparer.Ordinal);

    private static IEnumerable<(string Path, string Kind)> InHome(SystemTree tree, string home)
    {
        foreach (var name in tree.Names($"{home}/.virtualenvs")) yield return ($"{home}/.virtualenvs/{name}/bin/python", "venv");
        foreach (var conda in CondaHomes)
        {
            yield return ($"{home}/{conda}/bin/python", "conda");
            foreach (var name in tree.Names($"{home}/{conda}/envs")) yield return ($"{home}/{conda}/envs/{name}/bin/python", "conda");
        }

        foreach (var line in tree.Text($"{home}/.conda/environments.txt").Or("").Split('\n'))
            if (Absolute(line.Trim()) is { } environment) yield return ($"{environment}/bin/python", "conda");
        foreach (var name in tree.Names($"{home}/.local/share/uv/python"))
            yield return ($"{home}/.local/share/uv/python/{name}/bin/python3", "uv");
        foreach (var name in tree.Names($"{home}/.pyenv/versions")) yield return ($"{home}/.pyenv/versions/{name}/bin/python", "pyenv");
    }

    // A relative entry depends on the folder a user stands in.
    private static string? Absolute(string? folder) => folder is { Length: > 1 } && folder[0] == '/' ? folder.TrimEnd('/') : null;
}
