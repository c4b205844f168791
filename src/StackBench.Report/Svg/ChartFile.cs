using System.Collections.Immutable;
using StackBench.Core.Text;
using StackBench.Report.Charts;
using StackBench.Report.Writing;

namespace StackBench.Report.Svg;

/// <summary>A chart as an SVG file of its own, with its title and legend: the drawing that the report has.</summary>
public static class ChartFile
{
    /// <summary>Units across, as in the report; a size in pixels scales the whole drawing.</summary>
    public const int Width = 960;

    private const int UsualHeight = 440, LeastWidth = 400, LineHeight = SvgSurface.LineHeight, Margin = 16;
    private const int MostTitleLines = 3;

    // No custom properties: librsvg, which makes the PNG, does not know them.
    private const string Shape = """
        text { font: 14px system-ui, sans-serif; fill: currentColor; } .title { font-weight: 600; } .stroke { fill: none; stroke: currentColor; stroke-width: 1.75; } circle, .area { fill: currentColor; } .end { text-anchor: end; } .middle { text-anchor: middle; }
        .thick { stroke-width: 3; } .dashed { stroke-width: 2; stroke-dasharray: 6 4; } .stroke.grid { stroke-width: 1; }
        """;

    private const string Light = """
        .ground { fill: #fff; } .stroke.grid { stroke: #d5dae0; } .area.muted { fill: #e3e7eb; } text.plain, .title { color: #1a1d21; } .plain { color: #0072b2; } .muted { color: #5b636d; } .better { color: #00664a; } .worse, .warn, .error { color: #a83e00; }
        .s1 .plain { color: #0072b2; } .s2 .plain { color: #a84300; } .s3 .plain { color: #00745a; } .s4 .plain { color: #8a3a73; } .s5 .plain { color: #7a5c00; } .s6 .plain { color: #4a4f57; }
        """;

    private const string Dark = """
        .ground { fill: #14171a; } .stroke.grid { stroke: #363c43; } .area.muted { fill: #2c3238; } text.plain, .title { color: #e6e9ec; } .plain { color: #56b4e9; } .muted { color: #a3adb8; } .better { color: #4fd1a5; } .worse, .warn, .error { color: #ff9a5c; }
        .s1 .plain { color: #56b4e9; } .s2 .plain { color: #ff9a5c; } .s3 .plain { color: #4fd1a5; } .s4 .plain { color: #e39bcb; } .s5 .plain { color: #f0c04a; } .s6 .plain { color: #b9c0c8; }
        """;

    /// <param name="size">In pixels; null for as much as the chart needs. A chart of many lines is drawn smaller to fit.</param>
    public static string Of(Chart chart, ChartTheme theme = ChartTheme.Auto, ChartSize? size = null)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var (width, drawn) = Layout(chart, size);
        ImmutableArray<string> title = Wrapped(chart.Title, width), subject = Wrapped(chart.Subject, width);
        var top = Margin + Below(subject.Length + title.Length) + (LineHeight / 2);
        var height = Total(chart, width, subject.Length + title.Length, drawn);
        var (across, down) = size is { } pixels ? (pixels.Width, pixels.Height) : (width + (2 * Margin), height);
        IEnumerable<Markup> Lines(IEnumerable<string> lines, string kind, int from) => lines.Select((line, index) =>
            Markup.Of($"<text class=\"{kind}\" x=\"{Margin}\" y=\"{from + Below(index + 1) - 5}\">{line}</text>\n"));
        var columns = Columns(chart, width);
        var rows = Rows(chart, width);
        var below = top + drawn + (LineHeight / 2);
        var legend = chart.Legend.Select((line, index) => Markup.Of(
            $"<text class=\"muted\" x=\"{Margin + (index / rows * (width / columns))}\" y=\"{below + Below((index % rows) + 1) - 5}\">"
                + $"{ShortText.Of(line.Text, Characters(width / columns))}</text>\n"));
        return Markup.Of($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width + (2 * Margin)} {height}" width="{across}" height="{down}" role="img" aria-label="{chart.Subject}: {chart.Title}"><title>{chart.Subject}: {chart.Title}</title><style>{Markup.Trusted(Style(theme))}</style><rect class="ground" x="-100%" y="-100%" width="300%" height="300%"/>
            {Lines(subject, "title", Margin)}{Lines(title, "muted", Margin + Below(subject.Length))}<g transform="translate({Margin} {top})">{SvgSurface.Parts(width, drawn, chart.Draw)}</g>
            {legend}</svg>

            """).ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Units across and down of the chart: as wide as in the report, and wider where a flat size needs the height.</summary>
    private static (int Width, int Height) Layout(Chart chart, ChartSize? size)
    {
        if (size is not { } pixels) return (Width, Needed(chart, Width) ?? UsualHeight);
        var width = Math.Clamp(pixels.Width - (2 * Margin), LeastWidth, Width);
        var share = (double)pixels.Height / pixels.Width;
        for (; ; width += width / 10)
        {
            var titles = Wrapped(chart.Title, width).Length + Wrapped(chart.Subject, width).Length;
            var room = (int)((width + (2 * Margin)) * share) - Total(chart, width, titles, 0);
            if (room >= (Needed(chart, width) ?? UsualHeight * 2 / 3)) return (width, room);
        }
    }

    private static int Total(Chart chart, int width, int titles, int drawn) => (2 * Margin) + Below(titles) + (LineHeight / 2) + drawn
        + (chart.Legend.IsEmpty ? 0 : Below(Rows(chart, width)) + (LineHeight / 2));

    /// <summary>The legend stands in two columns where its lines have room in them.</summary>
    private static int Columns(Chart chart, int width) =>
        chart.Legend.Length > 1 && chart.Legend.Max(line => line.Text.Length) < Characters(width / 2) ? 2 : 1;

    private static int Rows(Chart chart, int width) =>
        (chart.Legend.Length + Columns(chart, width) - 1) / Columns(chart, width);

    private static int? Needed(Chart chart, int width) =>
        chart.LinesAt?.Invoke(width / SvgSurface.Character) * LineHeight;

    private static int Below(int lines) => lines * LineHeight;

    private static ImmutableArray<string> Wrapped(string text, int width) =>
        WrappedText.Of(SafeText.OneLine(text), Characters(width), MostTitleLines);

    private static int Characters(int width) => (int)(width / SvgSurface.Character);

    private static string Style(ChartTheme theme) => Shape + theme switch
    {
        ChartTheme.Light => Light,
        ChartTheme.Dark => Dark,
        _ => $"{Light}@media (prefers-color-scheme: dark) {{ {Dark} }}",
    };
}
