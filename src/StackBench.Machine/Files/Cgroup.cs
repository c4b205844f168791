using System.Collections.Immutable;
using System.Globalization;

namespace StackBench.Machine.Files;

/// <summary>Control groups this process is in: the limits of containers, services and batch systems. Versions 1 and 2.</summary>
/// <param name="Folders">By controller (<c>cpu</c>, <c>memory</c>; version 2 as <c>""</c>): the group's folder and those
/// above it, innermost first.</param>
internal sealed record Cgroup(ImmutableDictionary<string, ImmutableArray<string>> Folders)
{
    public static Cgroup Read(SystemTree tree)
    {
        var groups = tree.Text("/proc/self/cgroup").Or("").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).ToArray();
        var mounts = tree.Text("/proc/self/mountinfo").Or("").Split('\n').Select(CgroupMount.Parse).OfType<CgroupMount>().ToArray();
        var folders = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var controller in (string[])["", "cpu", "cpuset", "memory"])
        {
            var group = groups.FirstOrDefault(parts => parts[1].Split(',').Contains(controller));
            var mount = mounts.FirstOrDefault(candidate => candidate.Has(controller));
            if (group is not null && mount is not null) folders[controller] = [.. mount.FoldersOf(group[2].TrimEnd())];
        }

        return new Cgroup(folders.ToImmutable());
    }

    /// <summary>CPUs' worth of time granted; null where no level limits it; unknown where there are no control groups to ask.</summary>
    public Fact<double> QuotaCpus(SystemTree tree, double unlimited)
    {
        if (Folders.IsEmpty) return Fact<double>.Unknown("no control group is mounted");
        var quotas = Of("").Select(folder => ParseQuota(tree.Text($"{folder}/cpu.max").Or("")))
            .Concat(Of("cpu").Select(
            folder => ParseQuota($"{tree.Text($"{folder}/cpu.cfs_quota_us").Or("")} {tree.Text($"{folder}/cpu.cfs_period_us").Or("")}")))
            .OfType<double>().ToArray();
        return quotas.Length > 0 ? Math.Min(quotas.Min(), unlimited) : unlimited;
    }

    /// <summary>Bytes of memory still free below the tightest limit; null where nothing limits.</summary>
    public long? FreeMemoryBytes(SystemTree tree)
    {
        var free = Of("").Select(folder => Free(tree, folder, "memory.max", "memory.current", "inactive_file"))
            .Concat(Of("memory")
            .Select(folder => Free(tree, folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")))
            .OfType<long>().ToArray();
        return free.Length > 0 ? free.Min() : null;
    }

    /// <summary>Smallest memory limit in bytes; null where nothing limits.</summary>
    public long? MemoryLimitBytes(SystemTree tree)
    {
        var limits = Of("").Select(folder => Limit(tree, $"{folder}/memory.max"))
            .Concat(Of("memory").Select(folder => Limit(tree, $"{folder}/memory.limit_in_bytes"))).OfType<long>().ToArray();
        return limits.Length > 0 ? limits.Min() : null;
    }

    /// <summary>Quota over period of <c>cpu.max</c>; null for <c>max</c>, -1 and anything that is no quota.</summary>
    public static double? ParseQuota(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2 && Parse(parts[0]) is > 0 and var quota && Parse(parts[1]) is > 0 and var period
            ? (double)quota / period
            : null;
    }

    /// <summary>Folders of a controller's group and those above it, innermost first.</summary>
    public ImmutableArray<string> FoldersOf(string controller) => Of(controller);

    private ImmutableArray<string> Of(string controller) => Folders.GetValueOrDefault(controller, []);

    private static long? Free(SystemTree tree, string folder, string limitFile, string usedFile, string cacheKey)
    {
        if (Limit(tree, $"{folder}/{limitFile}") is not { } limit || tree.Number($"{folder}/{usedFile}") is not { IsKnown: true } used)
            return null;
        // Page cache counts as used but goes when memory is wanted.
        var cache = tree.Text($"{folder}/memory.stat").Or("").Split('\n').Select(line => line.Split(' '))
            .FirstOrDefault(parts => parts.Length == 2 && parts[0] == cacheKey);
        return Math.Max(0, limit - used.Value + (cache is null ? 0 : Parse(cache[1]) ?? 0));
    }

    // Version 1 writes a number near 2^63 for "no limit".
    private static long? Limit(SystemTree tree, string path) =>
        tree.Number(path) is { IsKnown: true, Value: > 0 and < 1L << 60 } limit ? limit.Value : null;

    private static long? Parse(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
