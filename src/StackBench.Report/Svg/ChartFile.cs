using StackBench.Report.Charts;
using StackBench.Report.Writing;

namespace StackBench.Report.Svg;

/// <summary>A chart as an SVG file of its own, with its title and legend; it follows the reader's light or dark scheme.</summary>
public static class ChartFile
{
    private const int Width = 1280, Height = 620, LineHeight = 28, Margin = 24;

    // No custom properties: librsvg, which makes the PNG, does not know them.
    private const string Style = """
        text { font: 20px system-ui, sans-serif; fill: currentColor; } .title { font-weight: 600; } .stroke { fill: none; stroke: currentColor; stroke-width: 2.5; } circle, .area { fill: currentColor; } .end { text-anchor: end; } .middle { text-anchor: middle; }
        .thick { stroke-width: 4; } .dashed { stroke-dasharray: 8 6; } .stroke.grid { stroke: #d5dae0; stroke-width: 1; } .area.muted { fill: #e3e7eb; }
        .ground { fill: #fff; } .plain, .title { color: #1a1d21; } .muted { color: #5b636d; } .better { color: #00664a; } .worse, .warn, .error { color: #a83e00; }
        @media (prefers-color-scheme: dark) { .ground { fill: #14171a; } .stroke.grid { stroke: #363c43; } .area.muted { fill: #2c3238; } .plain, .title { color: #e6e9ec; } .muted { color: #a3adb8; } .better { color: #4fd1a5; } .worse, .warn, .error { color: #ff9a5c; } }
        """;

    public static string Of(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var top = Margin + (2 * LineHeight);
        var drawn = chart.Lines * SvgSurface.LineHeight ?? Height;
        var height = top + drawn + (chart.Legend.Length * LineHeight) + Margin;
        return Markup.Of($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width + (2 * Margin)} {height}" width="{Width + (2 * Margin)}" height="{height}" role="img" aria-label="{chart.Subject}: {chart.Title}"><title>{chart.Subject}: {chart.Title}</title><style>{Markup.Trusted(Style)}</style><rect class="ground" width="100%" height="100%"/>
            <text class="title" x="{Margin}" y="{Margin + 8}">{chart.Subject}</text><text class="muted" x="{Margin}" y="{Margin + 8 + LineHeight}">{chart.Title}</text>
            <g transform="translate({Margin} {top})">{SvgSurface.Parts(Width, drawn, chart.Draw)}</g>
            {chart.Legend.Select((line, index) => Markup.Of($"<text class=\"muted\" x=\"{Margin}\" y=\"{top + drawn + ((index + 1) * LineHeight)}\">{line.Text}</text>\n"))}</svg>

            """).ToString().ReplaceLineEndings("\n");
    }
}
