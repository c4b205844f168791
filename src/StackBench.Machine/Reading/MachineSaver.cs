using System.Collections.Immutable;
using StackBench.Machine.Files;
using StackBench.Machine.Vendors;

namespace StackBench.Machine.Reading;

/// <summary>
/// Saves just the files that tell what a machine is, without what tells whose it is, so that it can be read elsewhere by <c>--root</c>.
/// </summary>
public static class MachineSaver
{
    /// <summary>Name of the file beside a saved tree that holds what the tree tells.</summary>
    public const string FactsFile = "detect.json";

    private const int LargestFileBytes = 4 << 20;
    private const int MostLinks = 40;

    // The link leads to the number of this process.
    private const string Self = "/proc/self";

    /// <param name="root">Of the machine: <c>/</c> for this one.</param>
    /// <param name="folder">Where to save it; made, and must hold nothing.</param>
    /// <exception cref="IOException">The folder holds something or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static SavedMachine Save(string root, string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new IOException("the folder is not empty");
        Directory.CreateDirectory(folder);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var facts = MachineReader.Read(new SystemTree(root, path => seen.Add(path)), variable: null, GpuVendors.All);
        var (files, bytes) = Copy(new SystemTree(root), [.. seen.Order(StringComparer.Ordinal)], folder);
        var saved = MachineReader.Read(folder);
        return new SavedMachine(files, bytes, saved) { Differences = Differences(facts, saved) };
    }

    private static (int Files, long Bytes) Copy(SystemTree tree, ImmutableArray<string> paths, string folder)
    {
        var (files, bytes, done) = (0, 0L, new HashSet<string>(StringComparer.Ordinal));
        foreach (var path in paths.Concat(paths.SelectMany(path => Entries(tree, path))))
        {
            var real = Resolve(tree, path, folder);
            if (!done.Add(real)) continue;
            var target = folder + Anonymous.Path(real);
            if (Directory.Exists(tree.Locate(real))) Directory.CreateDirectory(target);
            else if (paths.Contains(path) && tree.Bytes(real) is { IsKnown: true, Value: { Length: <= LargestFileBytes } content })
            {
                var kept = Anonymous.Content(real, content);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, kept);
                (files, bytes) = (files + 1, bytes + kept.Length);
            }
        }

        return (files, bytes);
    }

    // Lists of devices tell something by their entries alone.
    private static IEnumerable<string> Entries(SystemTree tree, string path) =>
        path.StartsWith("/sys/", StringComparison.Ordinal) && Directory.Exists(tree.Locate(path))
            ? tree.Names(path).Select(name => $"{path}/{name}").Where(entry => Directory.Exists(tree.Locate(entry)))
            : [];

    /// <summary>The path without links; those on the way are saved as links.</summary>
    private static string Resolve(SystemTree tree, string path, string folder)
    {
        var parts = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = "";
        for (var links = 0; parts.TryPop(out var part);)
        {
            if (part == ".") continue;
            if (part == "..")
            {
                real = real[..Math.Max(0, real.LastIndexOf('/'))];
                continue;
            }

            var next = $"{real}/{part}";
            if (next == Self || links >= MostLinks || tree.LinkTarget(next) is not { IsKnown: true } link)
            {
                real = next;
                continue;
            }

            links++;
            SaveLink(folder, real, next, link.Value);
            if (link.Value.StartsWith('/')) real = "";
            foreach (var step in link.Value.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) parts.Push(step);
        }

        return real;
    }

    // A link that starts at the root would lead out of the saved tree.
    private static void SaveLink(string folder, string parent, string path, string target)
    {
        var link = folder + Anonymous.Path(path);
        if (Path.Exists(link) || new FileInfo(link).LinkTarget is not null) return;
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, Anonymous.Path(
            target.StartsWith('/') ? Path.GetRelativePath(parent.Length == 0 ? "/" : parent, target) : target));
    }

    private static ImmutableArray<string> Differences(MachineFacts before, MachineFacts after)
    {
        var (old, now) = (Lines(before), Lines(after));
        return [.. old.Except(now, StringComparer.Ordinal)];
    }

    private static string[] Lines(MachineFacts facts) =>
        [.. MachineDocument.Of(facts).ToJson().Split('\n').Select(line => line.Trim().TrimEnd(',')).Where(line => line.Length > 2)];
}
