using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>Who serves a port of this machine: the processes that listen on it, and all below them.</summary>
public static class ListeningProcesses
{
    private const string Listening = "0A";
    private const int AddressColumn = 1, StateColumn = 3, InodeColumn = 9;

    /// <param name="root">A recorded tree, or <c>/</c>.</param>
    /// <returns>Ids; empty where nobody listens, or only processes of others that this user may not look into.</returns>
    public static ImmutableHashSet<int> On(int port, string root = "/")
    {
        var tree = new SystemTree(root);
        var sockets = Sockets(tree, "/proc/net/tcp", port).Concat(Sockets(tree, "/proc/net/tcp6", port))
            .Select(inode => $"socket:[{inode}]").ToHashSet(StringComparer.Ordinal);
        if (sockets.Count == 0) return [];
        var parents = Parents(tree);
        var found = parents.Keys.Where(id => Holds(tree, id, sockets)).ToHashSet();
        // Children of children: as often as there are levels.
        while (true)
        {
            var below = parents.Where(process => found.Contains(process.Value) && !found.Contains(process.Key)).ToArray();
            if (below.Length == 0) return [.. found];
            foreach (var (id, _) in below) found.Add(id);
        }
    }

    private static Dictionary<int, int> Parents(SystemTree tree)
    {
        var parents = new Dictionary<int, int>();
        Span<byte> buffer = stackalloc byte[ProcessTicks.LongestText];
        foreach (var id in ProcessTicks.Ids(tree))
            if (ProcessTicks.Parse(tree.Begin(ProcessTicks.Path(id), buffer)) is { } process) parents.Add(id, (int)process.Parent);
        return parents;
    }

    private static bool Holds(SystemTree tree, int id, HashSet<string> sockets)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/fd");
        return tree.Names(folder)
            .Any(name => tree.LinkTarget($"{folder}/{name}") is { IsKnown: true } link && sockets.Contains(link.Value));
    }

    // sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt   uid  timeout inode
    //  0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 ...
    private static IEnumerable<string> Sockets(SystemTree tree, string path, int port)
    {
        var ending = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return tree.Text(path).Or("").Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length > InodeColumn && columns[StateColumn] == Listening
                && columns[AddressColumn].EndsWith(ending, StringComparison.Ordinal))
            .Select(columns => columns[InodeColumn]);
    }
}
