using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Report;
using StackBench.Report.Charts;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>Two sides, the shown run against another: counts, a forest of ratios, then verdicts and suspects.</summary>
internal sealed class ComparePage : IPage
{
    private const int LeastForest = 3, LongFrom = 30;

    public string Name => "Compare";

    public ImmutableArray<string> Help => ["o n             on Compare: choose the old side, the new side"];

    public bool HasFilter => true;

    public ImmutableArray<string> Keys(ScreenState state) =>
        Chooser(state) is not null ? ["up/down", "Enter choose", "Esc back"]
        : state.Comparison is null ? ["o old side", "n new side", "b baseline", "r measure"]
        : ["up/down", "Enter open", "o old side", "n new side", "z zoom", "b baseline"];

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height)
    {
        if (Chooser(state) is { } chooser) return chooser.Lines(state, width, height);
        if (state.Comparison is not { } comparison)
        {
            var why = state.Table is null
                ? state.WithoutRun("Press r to measure this machine, twice for a comparison.")
                : state.NoComparison ?? "Comparing...";
            return [.. TextWidth.Wrap(state.Glyphs.Text(why), width).Select(line => TextLine.Of(line))];
        }

        var head = Head(comparison, state, width);
        var list = CompareList.Of(comparison, state, width);
        var forest = Forest(comparison, list.Metrics, state, width, state.IsZoomed ? height - head.Length : height / 3);
        if (state.IsZoomed) return [.. head, .. forest];
        var detail = Detail(list, state, width, height >= LongFrom ? 3 : 2);
        ImmutableArray<TextLine> above = [.. head, .. list.Head.Take(height / 6), .. forest];
        var room = height - above.Length - detail.Length;
        var stop = list.Stops.IsEmpty ? 0 : list.Stops[Math.Clamp(state.Scroll, 0, list.Stops.Length - 1)];
        return
        [
            .. above, .. ScrollMarks.Window(
                list.Lines, Selection.First(stop, list.Lines.Length, room), room, width, state.Glyphs), .. detail,
        ];
    }

    public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key)
    {
        if (Chooser(state) is { } chooser) return Choose(state, chooser, key);
        if (key is "o" or "n" && state.Table is not null)
            return (With(state, new RunChooser(key == "o" ? CompareSide.Old : CompareSide.New, 0)), []);
        if (state.Comparison is not { } comparison) return null;
        var list = CompareList.Of(comparison, state, state.Width);
        if (Selection.Move(key, state.Scroll, list.Stops.Length) is { } scroll) return (state with { Scroll = scroll }, []);
        if (key != "Enter" || state.Scroll >= list.Metrics.Length) return null;
        var (open, effects) = KeyReducer.Open(state, PageName.Results);
        var row = open.Rows.ToList().FindIndex(row => row.Result.Key == list.Metrics[state.Scroll].Key);
        return row < 0 ? null : (open with { SelectedResult = row }, effects);
    }

    private (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Choose(ScreenState state, RunChooser chooser, string key)
    {
        if (Selection.Move(key, chooser.Selected, chooser.Count(state)) is { } moved)
            return (With(state, chooser with { Selected = moved }), HistoryLimits.More(state, moved));
        if (key == "Esc") return (With(state, null), []);
        if (key != "Enter" || state.Run is not { } run || chooser.Count(state) == 0) return null;
        var closed = With(state, null).Uncompared() with { Filter = "", Scroll = 0 };
        return chooser.Side == CompareSide.Old
            ? (closed with { Against = chooser.Chosen(state) }, [new CompareRun(run, chooser.Chosen(state))])
            : (closed, [new LoadRun(chooser.Chosen(state)!)]);
    }

    private RunChooser? Chooser(ScreenState state) => state.Own.GetValueOrDefault(Name) as RunChooser;

    private ScreenState With(ScreenState state, RunChooser? chooser) =>
        state with { Own = chooser is null ? state.Own.Remove(Name) : state.Own.SetItem(Name, chooser) };

    private static ImmutableArray<TextLine> Head(RunComparison comparison, ScreenState state, int width)
    {
        var glyphs = state.Glyphs;
        var counts = Counts(comparison, glyphs);
        return
        [
            Frame.Fit(TextLine.Of(new Span(glyphs.Text(ComparisonText.Title(comparison)), IsHeading: true)), width, glyphs),
            state.Reference is { } reference
                ? new TextLine(counts.Spans.Add(new Span($"against {reference}", Role.Muted)))
                : counts,
        ];
    }

    /// <summary>Each verdict counted in its own colour, what needs attention first.</summary>
    private static TextLine Counts(RunComparison comparison, Glyphs glyphs)
    {
        var counts = ComparisonCounts.Of(comparison);
        if (counts.Tested == 0) return TextLine.Of(new Span(glyphs.Text(ComparisonAnswer.Of(comparison)) + "   ", Role.Warn));
        var spans = ImmutableArray.CreateBuilder<Span>();
        if (counts.Lost > 0) spans.Add(new Span($"{glyphs.Mark(Mark.Failed).Text} {ComparisonAnswer.Lost(counts)}   ", Role.Error));
        foreach (var verdict in Vocabulary.Order.Where(verdict => counts.Of(verdict) > 0))
            spans.Add(new Span(
                $"{glyphs.Verdict(verdict)} {Vocabulary.Count(verdict, counts.Of(verdict))}   ", Vocabulary.SignOf(verdict).Role));
        return new TextLine(spans.ToImmutable());
    }

    /// <summary>What the selected verdict rests on.</summary>
    private static ImmutableArray<TextLine> Detail(CompareList list, ScreenState state, int width, int lines)
    {
        if (state.Scroll >= list.Metrics.Length) return [];
        var metric = list.Metrics[state.Scroll];
        var why = ComparisonText.Explanation(metric);
        var text = $"{metric.Key.Workload}: {Vocabulary.Word(metric.Verdict)}{(why.Length > 0 ? $"; {why}" : "")}";
        return
        [
            .. TextWidth.Wrap(state.Glyphs.Text(text), width).Take(lines).Select(line => TextLine.Of(new Span(line, Role.Muted))),
        ];
    }

    private static ImmutableArray<TextLine> Forest(
        RunComparison comparison, ImmutableArray<MetricComparison> passing, ScreenState state, int width, int height)
    {
        var rows = ComparisonChart.Rows(comparison with { Metrics = passing },
            (metric, name) => $"{state.Glyphs.Verdict(metric.Verdict)} {state.Glyphs.Text(name)}");
        var room = Math.Min(rows.Length + 1, height);
        return room < LeastForest
            ? []
            :
            [
                TextLine.Of(new Span("ratio, above 1 is worse; dots bound what does not matter", Role.Muted)),
                .. ChartLines.Draw(width, room, state.Glyphs, surface => ForestChart.Draw(surface, rows)), TextLine.Empty,
            ];
    }
}
