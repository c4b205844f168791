using System.Collections.Immutable;
using System.Text.RegularExpressions;
using StackBench.Machine.Files;

namespace StackBench.Machine.Software;

/// <summary>Folders of an interpreter.</summary>
/// <param name="Key">What tells it from others: its environment, else the true path of its binary.</param>
/// <param name="Prefix">Of the interpreter the binary really is.</param>
/// <param name="Environment">Folder of the virtual environment; null for an interpreter of its own.</param>
/// <param name="SeesSystem">Whether an environment also imports what its interpreter has.</param>
/// <param name="Minor">As in the names of folders: <c>3.12</c>; unknown where nothing tells it.</param>
internal sealed partial record PythonHome(
    string Key, string Prefix, string? Environment, bool SeesSystem, Fact<string> Minor, Fact<string> Version)
{
    public static PythonHome Of(SystemTree tree, string path)
    {
        var binary = tree.RealPath(path);
        var prefix = Parent(Parent(binary));
        var folder = Parent(Parent(path));
        var config = Config(tree, $"{folder}/pyvenv.cfg");
        var environment = config is null ? null : folder;
        var minor = MinorOf(config, binary).Else(() => MinorOfFolders(tree, environment ?? prefix));
        return new PythonHome(
            environment is null ? binary : tree.RealPath(environment),
            prefix,
            environment,
            config?.GetValueOrDefault("include-system-site-packages", "").Equals("true", StringComparison.OrdinalIgnoreCase) ?? false,
            minor,
            FullVersion(tree, config, prefix, minor));
    }

    /// <summary>Folders of packages in the order an import looks at them.</summary>
    public IEnumerable<string> PackageFolders(Func<string, string?> variable)
    {
        foreach (var folder in (variable("PYTHONPATH") ?? "").Split(':').Where(folder => folder.StartsWith('/')))
            yield return folder.TrimEnd('/');
        if (!Minor.IsKnown) yield break;
        var python = $"python{Minor.Value}";
        if (Environment is not null)
        {
            foreach (var lib in (string[])["lib", "lib64"]) yield return $"{Environment}/{lib}/{python}/site-packages";
            if (!SeesSystem) yield break;
        }

        if (string.IsNullOrEmpty(variable("PYTHONNOUSERSITE")) && variable("HOME") is { Length: > 1 } home)
            yield return $"{home.TrimEnd('/')}/.local/lib/{python}/site-packages";
        // Distributions put what users install beside what they bring.
        if (Prefix == "/usr")
            foreach (var folder in (string[])[$"/usr/local/lib/{python}/dist-packages", $"/usr/local/lib/{python}/site-packages",
                $"/usr/local/lib64/{python}/site-packages", "/usr/lib/python3/dist-packages", $"/usr/lib/{python}/dist-packages"])
                yield return folder;
        foreach (var lib in (string[])["lib", "lib64"]) yield return $"{Prefix}/{lib}/{python}/site-packages";
    }

    private static Fact<string> MinorOf(ImmutableDictionary<string, string>? config, string binary)
    {
        var text = config?.GetValueOrDefault("version") ?? config?.GetValueOrDefault("version_info") ?? Path.GetFileName(binary);
        var match = MinorPattern().Match(text);
        return match.Success ? match.Value : Fact<string>.Unknown("neither the name of the interpreter nor its folders tell the version");
    }

    private static Fact<string> MinorOfFolders(SystemTree tree, string prefix)
    {
        var names = tree.Names($"{prefix}/lib").Where(name => name.StartsWith("python3.", StringComparison.Ordinal)).ToArray();
        return names is [var name] && MinorPattern().Match(name) is { Success: true } match
            ? match.Value
            : Fact<string>.Unknown("neither the name of the interpreter nor its folders tell the version");
    }

    private static Fact<string> FullVersion(SystemTree tree, ImmutableDictionary<string, string>? config, string prefix, Fact<string> minor)
    {
        if (!minor.IsKnown) return minor;
        foreach (var text in (string?[])[config?.GetValueOrDefault("version"), config?.GetValueOrDefault("version_info")])
            if (FullPattern().Match(text ?? "") is { Success: true } told) return told.Value;
        var header = minor.Then(known => tree.Text($"{prefix}/include/python{known}/patchlevel.h")).Or("").Split('\n')
            .FirstOrDefault(line => line.Contains(" PY_VERSION ", StringComparison.Ordinal))
            ?? "";
        if (FullPattern().Match(header) is { Success: true } match) return match.Value;
        var package = tree.Names($"{prefix}/conda-meta").FirstOrDefault(name => name.StartsWith("python-3", StringComparison.Ordinal))
            ?? Path.GetFileName(prefix);
        return FullPattern().Match(package) is { Success: true } named ? named.Value : minor;
    }

    private static ImmutableDictionary<string, string>? Config(SystemTree tree, string path) => tree.Text(path) is { IsKnown: true } text
        ? text.Value.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0].Trim().ToLowerInvariant(), StringComparer.Ordinal)
            .ToImmutableDictionary(group => group.Key, group => group.Last()[1].Trim(), StringComparer.Ordinal)
        : null;

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "";

    [GeneratedRegex(@"3\.\d{1,2}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MinorPattern();

    [GeneratedRegex(@"3\.\d{1,2}\.\d{1,3}((a|b|rc)\d+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FullPattern();
}
