using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Cpu;
using StackBench.Machine.Files;

namespace StackBench.Machine.Memory;

/// <summary>Reads main memory from <c>/proc/meminfo</c>, NUMA nodes and control groups.</summary>
internal static class MemoryReader
{
    private const string NodeFolder = "/sys/devices/system/node";
    private const string HugePages = "/sys/kernel/mm/transparent_hugepage/enabled";

    public static MemoryFacts Read(SystemTree tree, CpuInfo info, Cgroup cgroup)
    {
        var total = Bytes(tree, "/proc/meminfo", "MemTotal")
            .Then<long>(bytes => AcceleratorBytes(tree, info).Then<long>(accelerators => bytes - accelerators));
        var available = Bytes(tree, "/proc/meminfo", "MemAvailable");
        return new MemoryFacts
        {
            TotalBytes = total,
            AvailableBytes =
                available.Then<long>(bytes => Math.Min(Math.Min(bytes, total.Or(bytes)), cgroup.FreeMemoryBytes(tree) ?? long.MaxValue)),
            LimitBytes = cgroup.MemoryLimitBytes(tree) is { } limit ? limit : Fact<long>.Unknown("no control group limits memory"),
            Modules = MemoryModuleReader.Read(tree),
            NumaDistances = Distances(tree),
            TransparentHugePages =
                tree.Text(HugePages).Then<string>(text => Chosen(text) is ("always" or "madvise" or "never") and var choice
                    ? choice
                    : Fact<string>.Unknown($"{HugePages} says '{PlainText.Excerpt(text)}'")),
        };
    }

    private static ImmutableArray<ImmutableArray<int>> Distances(SystemTree tree)
    {
        var rows = tree.Names(NodeFolder).Where(name => name.StartsWith("node", StringComparison.Ordinal))
            .Select(name => tree.Line($"{NodeFolder}/{name}/distance")).ToArray();
        if (rows.Length == 0 || rows.Any(row => !row.IsKnown)) return [];
        var distances = rows.Select(row => row.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var distance) ? distance : 0)
            .ToImmutableArray()).ToImmutableArray();
        return distances.All(row => row.All(distance => distance > 0)) ? distances : [];
    }

    /// <summary>The word in brackets of a sysfs choice: <c>always [madvise] never</c>.</summary>
    public static string? Chosen(string text)
    {
        var (open, close) = (text.IndexOf('[', StringComparison.Ordinal), text.IndexOf(']', StringComparison.Ordinal));
        return open >= 0 && close > open + 1 ? text[(open + 1)..close] : null;
    }

    // Where GPUs hang on a coherent link (POWER9, Grace), their memory shows as nodes without processors and in MemTotal.
    // On x86 such nodes are HBM or CXL memory, which is main memory.
    private static Fact<long> AcceleratorBytes(SystemTree tree, CpuInfo info)
    {
        if (info.First("flags") is not null) return 0;
        return tree.Names(NodeFolder).Where(name => name.StartsWith("node", StringComparison.Ordinal) && HasNoCpu(tree, name))
            .Select(name => Bytes(tree, $"{NodeFolder}/{name}/meminfo", "MemTotal"))
            .Aggregate((Fact<long>)0L, (sum, node) => sum.Then<long>(bytes => node.Then<long>(more => bytes + more)));
    }

    private static bool HasNoCpu(SystemTree tree, string node) =>
        tree.Bytes($"{NodeFolder}/{node}/cpulist") is { IsKnown: true } && !tree.Text($"{NodeFolder}/{node}/cpulist").IsKnown;

    private static Fact<long> Bytes(SystemTree tree, string path, string key) => tree.Text(path).Then<long>(text =>
    {
        var words = text.Split('\n').Select(line => line.Split((char[])[' ', ':', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(line => line.Contains(key))
            ?? [];
        return words is [.., var number, "kB"] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
            && kilobytes < 1L << 50
            ? kilobytes << 10
            : Fact<long>.Unknown($"{path} has no {key}");
    });
}
