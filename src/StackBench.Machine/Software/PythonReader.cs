using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Software;

/// <summary>Reads interpreters and what each would import, without starting any.</summary>
internal static class PythonReader
{
    public static ImmutableArray<PythonFacts> Read(SystemTree tree, Func<string, string?> variable, string? workingFolder)
    {
        var pythons = new Dictionary<string, PythonFacts>(StringComparer.Ordinal);
        foreach (var (path, kind, isStarted) in PythonSearch.Find(tree, variable, workingFolder))
        {
            var home = PythonHome.Of(tree, path);
            // An environment's interpreter is a link to another one: the environment is what tells them apart.
            if (!pythons.ContainsKey(home.Key))
                pythons.Add(home.Key,
                    Describe(tree, path, home.Environment is not null && kind == "system" ? "venv" : kind, home,
                        variable) with
                    { IsActive = pythons.Count == 0 && isStarted });
        }

        return [.. pythons.Values];
    }

    /// <summary>The interpreter of a path, as the one that is used.</summary>
    public static PythonFacts Named(SystemTree tree, string path, Func<string, string?> variable)
    {
        var home = PythonHome.Of(tree, path);
        return Describe(tree, path, home.Environment is null ? "system" : "venv", home, variable) with { IsActive = true };
    }

    private static PythonFacts Describe(SystemTree tree, string path, string kind, PythonHome home, Func<string, string?> variable)
    {
        var packages = ImmutableSortedDictionary.CreateBuilder<string, Fact<string>>(StringComparer.Ordinal);
        var torchFolder = "";
        foreach (var folder in home.PackageFolders(variable).Distinct(StringComparer.Ordinal))
        {
            foreach (var (name, version) in PackageFolder.Read(tree, folder))
            {
                // The first folder of the path wins, as in an import.
                if (packages.TryAdd(name, version) && name == "torch") torchFolder = folder;
            }
        }

        return new PythonFacts
        {
            Path = PlainText.OneLine(path),
            Kind = kind,
            Version = home.Version,
            Packages = packages.ToImmutable(),
            TorchBuild = packages.TryGetValue("torch", out var torch)
                ? torch.Then(version => TorchBuild.Of(tree, version, torchFolder))
                : Fact<string>.Unknown("torch is not installed"),
        };
    }
}
