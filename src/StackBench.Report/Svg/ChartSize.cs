using System.Globalization;

namespace StackBench.Report.Svg;

/// <summary>Pixels that a chart takes.</summary>
public readonly record struct ChartSize(int Width, int Height)
{
    /// <summary>Sides a chart may have: below nothing is legible, above no converter has the memory.</summary>
    public const int Least = 200, Most = 8000;

    /// <summary>Reads <c>1280x720</c>; null for what is no size.</summary>
    public static ChartSize? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('x') is [var width, var height] && Side(width) is { } across && Side(height) is { } down
            ? new ChartSize(across, down)
            : null;
    }

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is >= Least and <= Most ? side : null;
}
