using StackBench.Machine.Files;

namespace StackBench.Machine.Software;

/// <summary>pyenv puts scripts on the path that choose an interpreter when they are started.</summary>
internal static class Pyenv
{
    private const string Shims = "/shims";

    public static bool IsShims(SystemTree tree, string folder) =>
        folder.EndsWith(Shims, StringComparison.Ordinal) && tree.Exists($"{folder[..^Shims.Length]}/versions");

    /// <summary>Folder of the version that the scripts would start; null where they would look further along the path.</summary>
    public static string? Chosen(SystemTree tree, string shims, Func<string, string?> variable, string? workingFolder)
    {
        var root = shims[..^Shims.Length];
        var text = variable("PYENV_VERSION") is { Length: > 0 } wanted
            ? wanted.Replace(':', '\n')
            : Files(root, workingFolder).Select(tree.Text).FirstOrDefault(file => file.IsKnown).Or("");
        // Several versions may be chosen; the first that has the program counts.
        var versions = text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#')).ToArray();
        return versions.TakeWhile(version => version != "system").Select(version => $"{root}/versions/{version}")
            .FirstOrDefault(folder => tree.IsFile($"{folder}/bin/python3"));
    }

    private static IEnumerable<string> Files(string root, string? workingFolder)
    {
        for (var folder = workingFolder?.TrimEnd('/'); folder is not null;
            folder = folder.LastIndexOf('/') is >= 0 and var slash ? folder[..slash] : null) yield return $"{folder}/.python-version";
        yield return $"{root}/version";
    }
}
