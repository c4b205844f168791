using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Report;
using StackBench.Report.Charts;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>The shown run against its baseline: a forest of ratios, then verdicts and suspects.</summary>
internal sealed class ComparePage : IPage
{
    private const int LeastForest = 3;

    public string Name => "Compare";

    public ImmutableArray<string> Keys(ScreenState state) =>
        state.Comparison is null ? ["b baseline", "r measure"] : ["up/down scroll", "z zoom", "b baseline"];

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height)
    {
        if (state.Comparison is not { } comparison)
        {
            var why = state.Table is null
                ? "No runs yet. Press r to measure this machine, twice for a comparison."
                : state.NoComparison ?? "Comparing...";
            return [.. TextWidth.Wrap(state.Glyphs.Text(why), width).Select(line => TextLine.Of(line))];
        }

        var rows = Forest(comparison, state);
        var room = state.IsZoomed ? height - 2 : Math.Min(rows.Length + 1, (height / 3) + 1);
        var title = TextLine.Of(new Span(state.Glyphs.Text(ComparisonText.Title(comparison)), IsHeading: true));
        var forest = rows.IsEmpty || room < LeastForest
            ? []
            : ChartLines.Draw(width, room, state.Glyphs, surface => ForestChart.Draw(surface, rows));
        ImmutableArray<TextLine> head = [title,
            TextLine.Of(
                new Span(state.Glyphs.Text(ComparisonAnswer.Of(comparison))),
                new Span("  ratio, above 1 is worse; dots bound what does not matter", Role.Muted)),
            .. forest, TextLine.Empty];
        return state.IsZoomed ? head : [.. head, .. Selection.Window(Table(state, width), state.Scroll, height - head.Length)];
    }

    public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key) =>
        state.Comparison is not null && Selection.Move(key, state.Scroll, Table(state, state.Width).Length) is { } scroll
            ? (state with { Scroll = scroll }, [])
            : null;

    private static ImmutableArray<TextLine> Table(ScreenState state, int width) =>
        ComparisonView.Lines(state.Comparison!, showAll: false, width, state.Glyphs);

    private static ImmutableArray<ForestRow> Forest(RunComparison comparison, ScreenState state) => ComparisonChart.Rows(
        comparison with
        {
            Metrics = [.. comparison.Metrics.Where(
            metric => metric.Key.ToString().Contains(state.Filter, StringComparison.OrdinalIgnoreCase))]
        },
        (metric, name) => $"{state.Glyphs.Verdict(metric.Verdict)} {state.Glyphs.Text(name)}");
}
