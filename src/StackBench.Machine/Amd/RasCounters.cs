using System.Collections.Immutable;
using System.Globalization;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Amd;

/// <summary>Error counts of amdgpu: files <c>ras/BLOCK_err_count</c> with lines <c>ue: 0</c> and <c>ce: 0</c>.</summary>
internal static class RasCounters
{
    private const string Suffix = "_err_count";

    public static ImmutableArray<GpuErrorCount> Read(SystemTree tree, string folder) =>
    [
        .. tree.Names($"{folder}/ras").Where(name => name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => new GpuErrorCount(name[..^Suffix.Length], Counts(tree, $"{folder}/ras/{name}"))),
    ];

    private static Fact<(long Uncorrected, long Corrected)> Counts(SystemTree tree, string path) =>
        tree.Text(path).Then(text =>
            Count(text, "ue", path).Then(bad => Count(text, "ce", path).Then<(long, long)>(corrected => (bad, corrected))));

    private static Fact<long> Count(string text, string key, string path)
    {
        var line = text.Split('\n').Select(line => line.Split(':')).FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == key);
        return line is not null && long.TryParse(line[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : Fact<long>.Unknown($"{path} has no {key}");
    }
}
