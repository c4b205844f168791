using System.Globalization;

namespace StackBench.Serving.Servers;

/// <summary>Memory of a server and of the processes it started, from <c>/proc</c>.</summary>
internal static class ServerMemory
{
    /// <summary>
    /// Sum of the peaks of all its processes (VmHWM) in bytes since <see cref="Forget"/>; null where the system does not tell.
    /// </summary>
    /// <param name="proc">Folder of process information.</param>
    public static long? PeakBytes(int pid, string proc = "/proc")
    {
        long? sum = null;
        foreach (var process in Tree(pid, proc))
            if (Field(Path.Combine(proc, process.ToString(CultureInfo.InvariantCulture), "status"), "VmHWM:") is { } kibibytes)
                sum = (sum ?? 0) + (kibibytes * 1024);
        return sum;
    }

    /// <summary>Lets the peaks start anew from what is held now; without rights they stay those of the whole life.</summary>
    public static void Forget(int pid, string proc = "/proc")
    {
        foreach (var process in Tree(pid, proc))
        {
            try
            {
                File.WriteAllText(Path.Combine(proc, process.ToString(CultureInfo.InvariantCulture), "clear_refs"), "5");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return;
            }
        }
    }

    private static List<int> Tree(int root, string proc)
    {
        List<int> tree = [root];
        if (!Directory.Exists(proc)) return tree;
        var parents = Directory.EnumerateDirectories(proc)
            .Select(folder =>
                (Pid: int.TryParse(
                    Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0, Folder: folder))
            .Where(one => one.Pid > 0)
            .Select(one => (one.Pid, Parent: (int)(Field(Path.Combine(one.Folder, "status"), "PPid:") ?? 0)))
            .ToLookup(one => one.Parent, one => one.Pid);
        for (var i = 0; i < tree.Count; i++) tree.AddRange(parents[tree[i]]);
        return tree;
    }

    private static long? Field(string path, string name)
    {
        try
        {
            foreach (var line in File.ReadLines(path))
                if (line.StartsWith(name, StringComparison.Ordinal)
                    && long.TryParse(
                        line.AsSpan(name.Length).Trim().TrimEnd(" kB"), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                    return value;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process ended meanwhile.
        }

        return null;
    }
}
