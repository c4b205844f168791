using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Results;

namespace StackBench.Fleet.Campaigns;

/// <summary>Lists of nodes as Slurm writes them: <c>node[01-03,7],login</c>.</summary>
public static class HostList
{
    private const int Most = 100_000;

    /// <summary>The names one by one, in their order; null where the text is not such a list.</summary>
    public static ImmutableArray<string>? Expand(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var names = new List<string>();
        foreach (var part in Split(text))
        {
            if (Part(part) is not { } found || names.Count + found.Count > Most) return null;
            names.AddRange(found);
        }

        return names.Count > 0 && names.All(NodeName.IsValid) ? [.. names.Distinct(StringComparer.Ordinal)] : null;
    }

    // Commas between brackets belong to them.
    private static IEnumerable<string> Split(string text)
    {
        var (start, depth) = (0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            depth += text[at] switch { '[' => 1, ']' => -1, _ => 0 };
            if (text[at] != ',' || depth != 0) continue;
            yield return text[start..at];
            start = at + 1;
        }

        yield return text[start..];
    }

    private static List<string>? Part(string text)
    {
        var open = text.IndexOf('[', StringComparison.Ordinal);
        if (open < 0) return text.Contains(']', StringComparison.Ordinal) ? null : [text];
        var close = text.IndexOf(']', open);
        if (close < 0 || Part(text[(close + 1)..]) is not { } tails) return null;
        var names = new List<string>();
        foreach (var range in text[(open + 1)..close].Split(','))
        {
            if (Range(range) is not { } numbers) return null;
            foreach (var number in numbers)
            {
                if (names.Count + tails.Count > Most) return null;
                names.AddRange(tails.Select(tail => text[..open] + number + tail));
            }
        }

        return names;
    }

    private static IEnumerable<string>? Range(string text)
    {
        var ends = text.Split('-');
        if (ends.Length > 2 || !TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last) || last < first
            || last - first >= Most)
            return null;
        var digits = ends[0].Length;
        return Enumerable.Range(first, last - first + 1)
            .Select(number => number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'));
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
