using System.Collections.Immutable;
using StackBench.Terminal;

namespace StackBench.Screens;

/// <summary>Puts two blocks of lines side by side.</summary>
internal static class Columns
{
    public const int GapWidth = 3;

    /// <param name="width">Of the left one; wider lines of it are as wide as they are.</param>
    public static ImmutableArray<TextLine> Join(ImmutableArray<TextLine> left, ImmutableArray<TextLine> right, int width) =>
    [
        .. Enumerable.Range(0, Math.Max(left.Length, right.Length)).Select(index =>
        {
            var first = index < left.Length ? left[index].Spans : [];
            var used = first.Sum(span => TextWidth.Of(span.Text));
            return index < right.Length
                ? new TextLine([.. first, new Span(new string(' ', Math.Max(0, width - used) + GapWidth)), .. right[index].Spans])
                : new TextLine(first);
        }),
    ];
}
