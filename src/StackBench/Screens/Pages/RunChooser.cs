using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>A list of the runs there are, of which one becomes a side of the comparison.</summary>
/// <param name="Selected">Line: of the old side the first is the baseline, and runs follow.</param>
internal sealed record RunChooser(CompareSide Side, int Selected)
{
    private const string Baseline = "the baseline of this machine, or else the run before";
    private const int HeadLines = 2;

    /// <summary>Lines before the runs.</summary>
    private int Extra => Side == CompareSide.Old ? 1 : 0;

    public int Count(ScreenState state) => state.ListedRuns.Length + Extra;

    /// <summary>Id of the selected run; null for the baseline.</summary>
    public string? Chosen(ScreenState state) =>
        Math.Clamp(Selected, 0, Math.Max(0, Count(state) - 1)) is var line && line < Extra ? null : state.ListedRuns[line - Extra].Id;

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height)
    {
        var (glyphs, count) = (state.Glyphs, Count(state));
        var room = height - HeadLines;
        var selected = Math.Clamp(Selected, 0, Math.Max(0, count - 1));
        var first = Selection.First(selected, count, room);
        var runs = state.ListedRuns.Skip(Math.Max(0, first - Extra)).Take(room).ToImmutableArray();
        var table = HistoryView.Lines(runs, width - 2, glyphs);
        ImmutableArray<TextLine> lines =
        [
            .. first < Extra ? [TextLine.Of(Baseline)] : Array.Empty<TextLine>(),
            .. runs.IsEmpty ? [] : table[1..(runs.Length + 1)],
        ];
        ImmutableArray<TextLine> shown =
        [
            .. lines.Take(room).Select((line, index) =>
                new TextLine([new Span(Selection.Marker(glyphs, first + index == selected) + " "), .. line.Spans])),
        ];
        return
        [
            TextLine.Of(new Span(Side == CompareSide.Old ? "Compare with which run? " : "Which run is the new one? ", IsHeading: true),
                new Span("Enter chooses, Esc leaves it", Role.Muted)),
            TextLine.Empty,
            .. ScrollMarks.On(shown, first, count - first - shown.Length, width, glyphs),
        ];
    }
}
