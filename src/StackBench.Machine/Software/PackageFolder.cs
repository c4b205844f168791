using StackBench.Machine.Files;

namespace StackBench.Machine.Software;

/// <summary>Packages by the metadata their installers leave in a <c>site-packages</c> folder.</summary>
internal static class PackageFolder
{
    private static readonly string[] Endings = [".dist-info", ".egg-info", ".egg"];

    /// <summary>Name and version of each ML package of a folder; unknown where its metadata is broken.</summary>
    public static IEnumerable<(string Name, Fact<string> Version)> Read(SystemTree tree, string folder)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in tree.Names(folder))
        {
            if (Endings.FirstOrDefault(ending => entry.EndsWith(ending, StringComparison.Ordinal)) is not { } ending) continue;
            // The folder's name ends in the version; the name itself holds no hyphen before it.
            var name = MlPackages.Normalize(entry[..^ending.Length].Split('-')[0]);
            if (MlPackages.IsWanted(name) && found.Add(name)) yield return (name, Version(tree, $"{folder}/{entry}"));
        }

        foreach (var (path, name) in MlPackages.Modules)
            if (tree.IsFile($"{folder}/{path}") && found.Add(name))
                yield return (name, Fact<string>.Unknown($"{folder}/{path} has no metadata that tells its version"));
    }

    private static Fact<string> Version(SystemTree tree, string path)
    {
        var file = (string[])[$"{path}/METADATA", $"{path}/PKG-INFO", $"{path}/EGG-INFO/PKG-INFO", path];
        var metadata =
            file.Select(tree.Text).FirstOrDefault(text => text.IsKnown, Fact<string>.Unknown($"{path} has no readable metadata"));
        // Headers end at the first empty line; a description below may hold anything.
        return metadata.Then<string>(text => text.Split('\n').TakeWhile(line => line.Trim().Length > 0)
            .FirstOrDefault(line => line.StartsWith("Version:", StringComparison.OrdinalIgnoreCase)) is { } line
            && PlainText.OneLine(line["Version:".Length..]) is { Length: > 0 } version
            ? version
            : Fact<string>.Unknown($"{path} tells no version"));
    }
}
