using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Report;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>The results of a run: a line each with its verdicts, and all about the selected one.</summary>
internal sealed class ResultsPage : IPage
{
    private const int WideFrom = 140, LeastDetail = 53, MostList = 112;
    private const int HeadLines = 3, ColumnLine = 1;

    public string Name => PageName.Results;

    public bool HasFilter => true;

    public ImmutableArray<string> Help =>
    [
        "s               on Results: sort as measured, by change, worst first, by name",
        "left, right, c C on Results: samples, distribution, curve over a size, roofline",
    ];

    public ImmutableArray<string> Keys(ScreenState state) =>
        state.Table is null ? ["r measure"] : ["up/down", "left/right chart", "s sort", "z zoom", "b baseline", "e export"];

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height)
    {
        if (state.Table is not { } table)
            return
            [
                .. TextWidth.Wrap(state.WithoutRun("Press r to measure this machine; the quick suite takes about two minutes."), width)
                    .Select(line => TextLine.Of(line)),
            ];
        var entries = state.Rows;
        ImmutableArray<TextLine> head =
        [
            Title(table.Run, state.Glyphs), Answer(table, width, state.Glyphs),
            TextLine.Of(new Span(Summary(table, state), Role.Muted)),
        ];
        if (entries.IsEmpty)
            return [.. head, TextLine.Of(
                new Span(state.Filter.Length > 0 ? "Nothing passes the filter." : "This run has no results.", Role.Muted))];
        var selected = Math.Clamp(state.SelectedResult, 0, entries.Length - 1);
        var room = height - HeadLines;
        if (state.IsZoomed) return [.. head, .. ResultDetail.Lines(entries[selected], state, width, room)];
        if (width >= WideFrom)
        {
            var left = ListWidth(width);
            return [.. head, .. Columns.Join(List(state, entries, selected, left, room),
                ResultDetail.Lines(entries[selected], state, width - left - Columns.GapWidth, room), left)];
        }

        var listed = ListHeight(room);
        return [.. head, .. List(state, entries, selected, width, listed), TextLine.Empty,
            .. ResultDetail.Lines(entries[selected], state, width, room - listed - 1)];
    }

    public (ScreenState State, ImmutableArray<ScreenEffect> Effects)? Press(ScreenState state, string key)
    {
        if (Selection.Move(key, state.SelectedResult, state.Rows.Length) is { } moved) return (state with { SelectedResult = moved }, []);
        return key switch
        {
            "s" => (state with
            {
                Order = (ResultOrder)(((int)state.Order + 1) % Enum.GetValues<ResultOrder>().Length),
                SelectedResult = 0,
            }, []),
            "Right" or "l" or "c" => (WithChart(state, 1), []),
            "Left" or "h" or "C" => (WithChart(state, -1), []),
            "Enter" => (state with { IsZoomed = !state.IsZoomed }, []),
            _ => null,
        };
    }

    public ScreenState Click(ScreenState state, int line, int height)
    {
        var entries = state.Rows;
        if (state.IsZoomed || entries.IsEmpty) return state;
        var isWide = state.Width >= WideFrom;
        var room = isWide ? height - HeadLines : ListHeight(height - HeadLines);
        var row = line - HeadLines - ColumnLine;
        if (row < 0 || row >= room - ColumnLine) return state;
        var selected = Math.Clamp(state.SelectedResult, 0, entries.Length - 1);
        var list = ResultList.Of(state, entries, selected, isWide ? ListWidth(state.Width) : state.Width);
        var place = row + ColumnLine + FirstLine(list, selected, room);
        return place < list.Entries.Length && list.Entries[place] is { } entry ? state with { SelectedResult = entry } : state;
    }

    private static ScreenState WithChart(ScreenState state, int by)
    {
        var rows = state.Rows;
        return rows.IsEmpty ? state : state with
        {
            Chart = ResultDetail.Beside(state, rows[Math.Clamp(state.SelectedResult, 0, rows.Length - 1)].Result, by),
        };
    }

    private static int ListHeight(int room) => room / 2;

    // The chart needs some room, and the list all its columns.
    private static int ListWidth(int width) => Math.Max(width / 2, Math.Min(MostList, width - LeastDetail - Columns.GapWidth));

    private static TextLine Title(Run run, Glyphs glyphs) => TextLine.Of(
        new Span(glyphs.Text(run.Id), IsHeading: true),
        new Span("  " + glyphs.Text($"{(run.Label is null ? "" : $"\"{run.Label}\" ")}{MachineSummary.Of(run.Fingerprint)}"), Role.Muted));

    /// <summary>The first of what the run says about its machine; all of it is on page 1.</summary>
    private static TextLine Answer(RunTable table, int width, Glyphs glyphs)
    {
        if (table.Summary is not [var first, ..]) return TextLine.Empty;
        var sign = glyphs.Sentence(first.Kind);
        return TextLine.Of(
            sign, " ", TextWidth.Truncate(glyphs.Text(first.Text), width - TextWidth.Of(sign.Text) - 1, glyphs.Ellipsis));
    }

    private static string Summary(RunTable table, ScreenState state)
    {
        var order = state.Order switch
        {
            ResultOrder.Worst => "; worst first",
            ResultOrder.Name => "; by name",
            ResultOrder.Change => state.Changes.IsEmpty ? "; by change, but nothing to compare with" : "; regressions first",
            _ => "",
        };
        // What an interrupted run did not come to is not in its results.
        var status = table.Run.Status == RunStatus.Complete ? "" : $", {EnumText.Of(table.Run.Status)}";
        var against = state.Changes.IsEmpty ? "" : $"; changes against {ComparisonText.Baseline(state.Comparison!)}";
        return state.Glyphs.Text($"{OutcomeCounts.Of(table.Run.Results)}{status}{order}{against}");
    }

    private static ImmutableArray<TextLine> List(
        ScreenState state, ImmutableArray<ResultEntry> entries, int selected, int width, int height)
    {
        var list = ResultList.Of(state, entries, selected, width);
        return [list.Lines[0], .. ScrollMarks.Window(
            list.Lines[1..], FirstLine(list, selected, height), height - ColumnLine, width, state.Glyphs)];
    }

    private static int FirstLine(ResultList list, int selected, int height) =>
        Selection.First(list.Entries.IndexOf(selected) - ColumnLine, list.Entries.Length - ColumnLine, height - ColumnLine);
}
