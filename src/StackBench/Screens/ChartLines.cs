using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Report.Braille;
using StackBench.Report.Charts;
using StackBench.Terminal;

namespace StackBench.Screens;

/// <summary>Charts as lines of the terminal.</summary>
internal static class ChartLines
{
    public static ImmutableArray<TextLine> Draw(int width, int height, Glyphs glyphs, Action<IChartSurface> draw)
    {
        if (width < 1 || height < 1) return [];
        var surface = new BrailleSurface(width, height, glyphs == Glyphs.Unicode);
        draw(surface);
        return [.. surface.Cells().Select(cells => Line(cells, glyphs))];
    }

    private static TextLine Line(ImmutableArray<BrailleCell> cells, Glyphs glyphs)
    {
        var spans = ImmutableArray.CreateBuilder<Span>();
        for (var begin = 0; begin < cells.Length;)
        {
            var end = begin;
            while (end < cells.Length && (cells[end].Role == cells[begin].Role || cells[end].Character == ' ')) end++;
            spans.Add(new Span(Text(cells[begin..end], glyphs), cells[begin].Character == ' ' ? Role.Plain : cells[begin].Role));
            begin = end;
        }

        return new TextLine(spans.ToImmutable());
    }

    // Who draws a label makes it safe; here only units such as µs are left to be put into ASCII, a character for a character.
    private static string Text(ImmutableArray<BrailleCell> cells, Glyphs glyphs) => string.Concat(cells.Select(cell =>
        glyphs == Glyphs.Unicode || char.IsAscii(cell.Character) ? cell.Character : glyphs.Text(cell.Character.ToString())[0]));
}
