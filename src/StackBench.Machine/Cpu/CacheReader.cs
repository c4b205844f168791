using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;

namespace StackBench.Machine.Cpu;

/// <summary>Caches as sysfs tells them, each instance counted once.</summary>
internal static class CacheReader
{
    private const string Folder = "/sys/devices/system/cpu";

    public static ImmutableArray<CacheFacts> Read(SystemTree tree, CpuInfo info, CpuTopology topology)
    {
        var caches = Read(tree, topology);
        // Of mainframes sysfs lists what belongs to a core, and cpuinfo what books and drawers share too.
        return [.. caches, .. OfMainframe(info, topology).Where(cache => caches.All(known => known.Level < cache.Level))];
    }

    private static ImmutableArray<CacheFacts> Read(SystemTree tree, CpuTopology topology) =>
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

    // cache0 : level=1 type=Data scope=Private size=128K line_size=256 associativity=8
    private static ImmutableArray<CacheFacts> OfMainframe(CpuInfo info, CpuTopology topology) =>
    [
        .. info.Machine.Where(pair => pair.Key.StartsWith("cache", StringComparison.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => OfMainframe(pair.Value, topology)).OfType<CacheFacts>(),
    ];

    private static CacheFacts? OfMainframe(string text, CpuTopology topology)
    {
        string Word(string name) => text.Split(' ').FirstOrDefault(word => word.StartsWith(name + '=', StringComparison.Ordinal))?
            [(name.Length + 1)..] ?? "";
        return int.TryParse(Word("level"), NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            && ParseSize(Word("size")) is { } size
            ? new CacheFacts(
                level, Word("type").ToLowerInvariant(), size, Word("scope") == "Private" ? Math.Max(1, topology.Online.Length) : 1)
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
