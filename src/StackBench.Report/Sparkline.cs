using System.Text;
using StackBench.Core.Statistics;

namespace StackBench.Report;

/// <summary>A series as one line of text: higher is higher. Pure.</summary>
public static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";
    private const string Letters = "_.-=+*#@";

    /// <param name="values">Finite; where there are more than <paramref name="width"/>, each character is the
    /// median of its share of them.</param>
    /// <param name="isUnicode">Blocks of eight heights, else eight ASCII characters of growing weight.</param>
    public static string Of(IReadOnlyList<double> values, int width, bool isUnicode)
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
        var (low, high) = (heights.Min(), heights.Max());
        var levels = isUnicode ? Blocks : Letters;
        var text = new StringBuilder(columns);
        foreach (var height in heights)
            text.Append(levels[high > low ? (int)Math.Min(
                levels.Length - 1, (height - low) / (high - low) * levels.Length) : levels.Length / 2]);
        return text.ToString();
    }
}
