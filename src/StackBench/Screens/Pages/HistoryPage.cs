using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Report.Charts;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>The runs there are, and the history of one metric after another.</summary>
internal sealed class HistoryPage : IPage
{
    private const int LeastChart = 5;

    public string Name => "History";

    public bool HasFilter => true;

    public ImmutableArray<string> Keys(ScreenState state) =>
        state.ListedRuns.IsEmpty ? ["r measure"] : ["up/down run", "Enter open", "left/right metric", "z zoom"];

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height)
    {
        if (state.Runs is null) return [TextLine.Of("Reading the history...")];
        if (state.Runs.Value.IsEmpty)
            return [TextLine.Of("No runs yet. Press r to measure this machine; the quick suite takes about two minutes.")];
        var runs = state.ListedRuns;
        if (runs.IsEmpty) return [TextLine.Of(new Span("Nothing passes the filter.", Role.Muted))];
        if (state.IsZoomed) return Trend(state, width, height);
        var listed = ListHeight(height);
        var selected = Math.Clamp(state.SelectedRun, 0, runs.Length - 1);
        var first = Selection.First(selected, runs.Length, listed - 1);
        // Only what is shown is laid out: a long history costs no more than a short one.
        var shown = runs.Skip(first).Take(listed - 1).ToImmutableArray();
        var lines = HistoryView.Lines(shown, width - 2, state.Glyphs);
        return
        [
            new TextLine([new Span("  "), .. lines[0].Spans]),
            .. ScrollMarks.On(
                [
                    .. lines.Skip(1).Take(shown.Length).Select((line, index) =>
                        new TextLine([new Span(Selection.Marker(state.Glyphs, index == selected - first) + " "), .. line.Spans])),
                ],
                first, runs.Length - first - shown.Length, width, state.Glyphs),
            .. Enumerable.Repeat(TextLine.Empty, listed - 1 - shown.Length),
            TextLine.Empty,
            .. Trend(state, width, height - listed - 1),
        ];
    }

    public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key)
    {
        var runs = state.ListedRuns;
        if (Selection.Move(key, state.SelectedRun, runs.Length) is { } moved)
            return (state with { SelectedRun = moved }, HistoryLimits.More(state, moved));
        return key switch
        {
            "Left" or "h" when !state.Trends.IsEmpty =>
                (state with { SelectedTrend = (state.SelectedTrend + state.Trends.Length - 1) % state.Trends.Length }, []),
            "Right" or "l" when !state.Trends.IsEmpty =>
                (state with { SelectedTrend = (state.SelectedTrend + 1) % state.Trends.Length }, []),
            "Enter" when !runs.IsEmpty =>
                (KeyReducer.Open(state, PageName.Results).State, [new LoadRun(runs[Math.Clamp(state.SelectedRun, 0, runs.Length - 1)].Id)]),
            _ => null,
        };
    }

    public ScreenState Click(ScreenState state, int line, int height)
    {
        var runs = state.ListedRuns.Length;
        var listed = ListHeight(height);
        var place = line - 1 + Selection.First(state.SelectedRun, runs, listed - 1);
        return line >= 1 && line < listed && place < runs ? state with { SelectedRun = place } : state;
    }

    private static int ListHeight(int height) => height / 2;

    private static ImmutableArray<TextLine> Trend(ScreenState state, int width, int height)
    {
        if (state.Trends.IsEmpty) return [TextLine.Of(new Span("No metric has a history yet.", Role.Muted))];
        var trend = state.Trends[Math.Clamp(state.SelectedTrend, 0, state.Trends.Length - 1)];
        var text = TrendView.Lines([trend], width, state.Glyphs);
        var place = string.Create(CultureInfo.InvariantCulture, $"  {state.SelectedTrend + 1} of {state.Trends.Length}");
        // The sparkline of the text gives way to the chart.
        ImmutableArray<TextLine> rest = [.. text.Skip(2)];
        var chart = Math.Max(LeastChart, height - 1 - Math.Min(rest.Length, Math.Max(1, height - 1 - LeastChart)));
        return
        [
            new TextLine(text[0].Spans.Add(new Span(place, Role.Muted))),
            .. trend.Series.Points.IsEmpty ? [] : ChartLines.Draw(width, chart, state.Glyphs, surface => TrendChart.Draw(surface, trend)),
            .. rest,
        ];
    }
}
