using System.Collections.Immutable;
using System.Globalization;

namespace StackBench.Machine.Files;

/// <summary>The kernel's lists of CPUs: <c>0-3,8,10-11</c>.</summary>
internal static class CpuList
{
    // Far above any machine; a garbled range must not become a gigabyte of numbers.
    private const int MaxCpu = 65_535;

    /// <summary>The CPUs of a list, ascending; null when the text is not a list. An empty text is the empty list.</summary>
    public static ImmutableArray<int>? Parse(string text)
    {
        var cpus = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryParse(ends[0], out var first) || !TryParse(ends[^1], out var last) || last < first) return null;
            for (var cpu = first; cpu <= last; cpu++) cpus.Add(cpu);
        }

        return [.. cpus];
    }

    private static bool TryParse(string text, out int cpu) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cpu) && cpu <= MaxCpu;
}
