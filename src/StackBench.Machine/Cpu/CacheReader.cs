using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>Caches as sysfs tells them, each instance counted once.</summary>
internal static class CacheReader
{
    private const string Folder = "/sys/devices/system/cpu";

    public static ImmutableArray<CacheFacts> Read(SystemTree tree, CpuTopology topology) =>
    [
        .. topology.Online.SelectMany(cpu => Of(tree, topology, cpu)).Distinct()
            .GroupBy(cache => (cache.Level, cache.Kind, cache.SizeBytes))
            .Select(group => new CacheFacts(group.Key.Level, group.Key.Kind, group.Key.SizeBytes, group.Count()))
            .OrderBy(cache => cache.Level).ThenBy(cache => cache.Kind, StringComparer.Ordinal).ThenByDescending(cache => cache.SizeBytes),
    ];

    /// <summary>A size as the kernel writes it: <c>48K</c>, <c>1M</c>; null when it is none.</summary>
    public static long? ParseSize(string text)
    {
        var factor = text.Length == 0 ? 0 : text[^1] switch { 'K' => 1L << 10, 'M' => 1L << 20, 'G' => 1L << 30, _ => 0 };
        var digits = factor == 0 ? text : text[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1L << 32
            ? number * Math.Max(1, factor)
            : null;
    }

    private static IEnumerable<Cache> Of(SystemTree tree, CpuTopology topology, int cpu)
    {
        var folder = $"{Folder}/cpu{cpu}/cache";
        foreach (var index in tree.Names(folder).Where(name => name.StartsWith("index", StringComparison.Ordinal)))
        {
            var level = tree.Number($"{folder}/{index}/level");
            var kind = tree.Line($"{folder}/{index}/type").Or("").ToLowerInvariant();
            var size = ParseSize(tree.Line($"{folder}/{index}/size").Or(""));
            if (level is not { IsKnown: true, Value: >= 1 and <= 9 } || kind is not ("data" or "instruction" or "unified") || size is null)
                continue;
            yield return new Cache((int)level.Value, kind, size.Value, SharedBy(tree, topology, cpu, $"{folder}/{index}/shared_cpu_list"));
        }
    }

    // Without a list of sharers a cache counts as private to its core: the sum then errs to the large side, which only makes arrays larger.
    private static string SharedBy(SystemTree tree, CpuTopology topology, int cpu, string path)
    {
        var text = tree.Text(path);
        return text.IsKnown && CpuList.Parse(text.Value) is { } cpus && cpus.Contains(cpu)
            ? string.Join(',', cpus)
            : topology.CoreOf.GetValueOrDefault(cpu, $"cpu{cpu}");
    }

    private sealed record Cache(int Level, string Kind, long SizeBytes, string SharedBy);
}
