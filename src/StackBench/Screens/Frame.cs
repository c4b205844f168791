using System.Collections.Immutable;
using StackBench.Terminal;

namespace StackBench.Screens;

/// <summary>What the screen shows: exactly <paramref name="Height"/> lines, none wider than <paramref name="Width"/> cells.</summary>
internal sealed record Frame(int Width, int Height, ImmutableArray<TextLine> Lines)
{
    public static Frame Of(int width, int height, IEnumerable<TextLine> lines, Glyphs glyphs)
    {
        var fitted = lines.Take(height).Select(line => Fit(line, width, glyphs)).ToList();
        while (fitted.Count < height) fitted.Add(TextLine.Empty);
        return new Frame(width, height, [.. fitted]);
    }

    /// <summary>The line, cut where it is too wide.</summary>
    public static TextLine Fit(TextLine line, int width, Glyphs glyphs)
    {
        var room = width;
        var spans = ImmutableArray.CreateBuilder<Span>();
        foreach (var span in line.Spans)
        {
            if (room <= 0) break;
            var text = TextWidth.Truncate(span.Text, room, glyphs.Ellipsis);
            spans.Add(span with { Text = text });
            room -= TextWidth.Of(text);
        }

        return new TextLine(spans.ToImmutable());
    }
}
