using StackBench.Report.Charts;
using StackBench.Report.Html;

namespace StackBench.Report.Svg;

/// <summary>A chart as an SVG file of its own, with its title and legend; it follows the reader's light or dark scheme.</summary>
public static class ChartFile
{
    private const int Width = 1280, Height = 620, LineHeight = 28, Margin = 24;

    private const string Style = """
        svg { --text: #1a1d21; --muted: #5b636d; --better: #00664a; --worse: #a83e00; --ground: #fff; }
        @media (prefers-color-scheme: dark) { svg { --text: #e6e9ec; --muted: #a3adb8; --better: #4fd1a5; --worse: #ff9a5c; --ground: #14171a; } }
        .ground { fill: var(--ground); } text { font: 20px system-ui, sans-serif; fill: currentColor; } .title { font-weight: 600; }
        .plain, .title { color: var(--text); } .muted { color: var(--muted); } .better { color: var(--better); } .worse { color: var(--worse); }
        .stroke { fill: none; stroke: currentColor; stroke-width: 2.5; } circle { fill: currentColor; }
        """;

    public static string Of(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var top = Margin + LineHeight;
        var drawn = Math.Max(Height, (chart.Lines ?? 0) * SvgSurface.LineHeight);
        var height = top + drawn + (chart.Legend.Length * LineHeight) + Margin;
        return Markup.Of($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width + (2 * Margin)} {height}" width="{Width + (2 * Margin)}" height="{height}" role="img" aria-label="{chart.Subject}: {chart.Title}"><title>{chart.Subject}: {chart.Title}</title><style>{Markup.Trusted(Style)}</style><rect class="ground" width="100%" height="100%"/>
            <text class="title" x="{Margin}" y="{Margin + 8}">{chart.Subject}: {chart.Title}</text>
            <g transform="translate({Margin} {top})">{SvgSurface.Parts(Width, drawn, chart.Draw)}</g>
            {chart.Legend.Select((line, index) => Markup.Of($"<text class=\"muted\" x=\"{Margin}\" y=\"{top + drawn + ((index + 1) * LineHeight)}\">{line.Text}</text>\n"))}</svg>

            """).ToString().ReplaceLineEndings("\n");
    }
}
