using System.Text;
using StackBench.Core.Statistics;

namespace StackBench.Report;

/// <summary>A series as one line of text: higher is higher. Pure.</summary>
public static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>Share of the highest value that the range of a line has at least: less is noise, and drawn as steady.</summary>
    private const double LeastReach = 0.1;
    private const string Letters = "_.-=+*#@";

    /// <summary>The range of values, widened where they hardly differ, so that noise looks like noise.</summary>
    public static (double Low, double High) Around(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0) return (0, 0);
        var (low, high) = (values.Min(), values.Max());
        var more = Math.Max(0, (LeastReach * Math.Abs(high)) - (high - low)) / 2;
        return (low - more, high + more);
    }

    /// <param name="values">Finite; where there are more than <paramref name="width"/>, each character is the
    /// median of its share of them.</param>
    /// <param name="range">What the least and the greatest height stand for; null for those of the values.</param>
    /// <param name="isUnicode">Blocks of eight heights, else eight ASCII characters of growing weight.</param>
    public static string Of(IReadOnlyList<double> values, int width, bool isUnicode, (double Low, double High)? range = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (values.Count == 0) return "";
        var columns = Math.Min(width, values.Count);
        var heights = Enumerable.Range(0, columns)
            .Select(column =>
                Quantile.Median([.. values.Skip(column * values.Count / columns)
                    .Take(((column + 1) * values.Count / columns) - (column * values.Count / columns))]))
            .ToArray();
        var (low, high) = range ?? (heights.Min(), heights.Max());
        var levels = isUnicode ? Blocks : Letters;
        var text = new StringBuilder(columns);
        foreach (var height in heights)
            text.Append(levels[high > low
                ? (int)Math.Clamp((height - low) / (high - low) * levels.Length, 0, levels.Length - 1)
                : levels.Length / 2]);
        return text.ToString();
    }
}
