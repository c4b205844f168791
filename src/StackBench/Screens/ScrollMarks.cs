using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Terminal;

namespace StackBench.Screens;

/// <summary>Counts of the lines above and below those that are shown, at the right edge of the first and of the last.</summary>
internal static class ScrollMarks
{
    /// <summary>The part of a list that has room, marked.</summary>
    public static ImmutableArray<TextLine> Window(ImmutableArray<TextLine> lines, int first, int height, int width, Glyphs glyphs)
    {
        var shown = Selection.Window(lines, first, height);
        var above = Math.Max(0, Math.Min(first, lines.Length - height));
        return On(shown, above, lines.Length - above - shown.Length, width, glyphs);
    }

    public static ImmutableArray<TextLine> On(ImmutableArray<TextLine> shown, int above, int below, int width, Glyphs glyphs)
    {
        if (shown.IsEmpty) return shown;
        if (above > 0) shown = shown.SetItem(0, Marked(shown[0], glyphs.Above, above, width, glyphs));
        return below > 0 ? shown.SetItem(shown.Length - 1, Marked(shown[^1], glyphs.Below, below, width, glyphs)) : shown;
    }

    private static TextLine Marked(TextLine line, string arrow, int count, int width, Glyphs glyphs)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $" {arrow} {count}");
        var room = Math.Max(0, width - mark.Length);
        var cut = Frame.Fit(line, room, glyphs);
        var used = cut.Spans.Sum(span => TextWidth.Of(span.Text));
        return new TextLine([.. cut.Spans, new Span(new string(' ', Math.Max(0, room - used)) + mark, Role.Muted)]);
    }
}
