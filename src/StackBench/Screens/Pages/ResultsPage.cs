using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;
using StackBench.Report;
using StackBench.Report.Charts;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>The results of a run: a line each with its verdicts, and all about the selected one.</summary>
internal sealed class ResultsPage : IPage
{
    private const int WideFrom = 140;
    private const int HeadLines = 3;
    private const int LeastChart = 3;
    private const int MostChart = 12;
    private const int ColumnLine = 1;

    private static readonly ImmutableArray<GridColumn> Columns =
    [
        new(""),
        new("benchmark", MinWidth: 12),
        new("workload", MinWidth: 16),
        new("verdict", DropOrder: 1, MinWidth: 8),
        new("against baseline", DropOrder: 3),
        new("value", IsNumeric: true),
        new("interval", IsNumeric: true, DropOrder: 4),
        new("of below", IsNumeric: true, DropOrder: 2),
    ];

    public string Name => PageName.Results;

    public ImmutableArray<string> Keys(ScreenState state) =>
        state.Table is null ? ["r measure"] : ["up/down", "s sort", "c chart", "z zoom", "b baseline", "e export"];

    public ImmutableArray<TextLine> Lines(ScreenState state, int width, int height)
    {
        if (state.Table is not { } table)
            return [TextLine.Of(state.Runs is null
                ? "Reading the newest run..."
                : "No runs yet. Press r to measure this machine; the quick suite takes about two minutes.")];
        var rows = state.Rows;
        ImmutableArray<TextLine> head =
        [
            Title(table.Run, state.Glyphs), Answer(table, width, state.Glyphs),
            TextLine.Of(new Span(Summary(table, state), Role.Muted)),
        ];
        if (rows.IsEmpty)
            return [.. head, TextLine.Of(
                new Span(state.Filter.Length > 0 ? "Nothing passes the filter." : "This run has no results.", Role.Muted))];
        var selected = Math.Clamp(state.SelectedResult, 0, rows.Length - 1);
        var room = height - HeadLines;
        if (state.IsZoomed) return [.. head, .. Detail(rows[selected], state, width, room)];
        if (width >= WideFrom)
        {
            var left = width * 11 / 20;
            return [.. head, .. Screens.Columns.Join(
                List(rows, selected, state, left, room), Detail(rows[selected], state, width - left - 3, room), left)];
        }

        var listed = ListHeight(room);
        return [.. head, .. List(
            rows, selected, state, width, listed), TextLine.Empty, .. Detail(rows[selected], state, width, room - listed - 1)];
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
            "c" when state.Run is { } run && !state.Rows.IsEmpty =>
                (state with
                {
                    Chart = Next(run, state.Rows[Math.Clamp(state.SelectedResult, 0, state.Rows.Length - 1)].Result, state.Chart),
                }, []),
            "Enter" => (state with { IsZoomed = !state.IsZoomed }, []),
            _ => null,
        };
    }

    public ScreenState Click(ScreenState state, int line, int height)
    {
        var rows = state.Rows.Length;
        var room = state.Width >= WideFrom ? height - HeadLines : ListHeight(height - HeadLines);
        var row = line - HeadLines - ColumnLine;
        if (state.IsZoomed || row < 0 || row >= room - ColumnLine) return state;
        var place = row + Selection.First(state.SelectedResult, rows, room - ColumnLine);
        return place < rows ? state with { SelectedResult = place } : state;
    }

    private static int ListHeight(int room) => room / 2;

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
        var order = state.Order switch { ResultOrder.WorstFirst => ", worst first", ResultOrder.Name => ", by name", _ => "" };
        // What an interrupted run did not come to is not in its results.
        var status = table.Run.Status == RunStatus.Complete ? "" : $", {EnumText.Of(table.Run.Status)}";
        return state.Glyphs.Text($"{OutcomeCounts.Of(table.Run.Results)}{status}{order}");
    }

    private static ImmutableArray<TextLine> List(ImmutableArray<RunRow> rows, int selected, ScreenState state, int width, int height)
    {
        var verdicts = state.Comparison is { } comparison && comparison.CandidateRun == state.Run?.Id
            ? ComparisonText.ByResult(comparison)
            : ImmutableDictionary<ResultKey, MetricComparison>.Empty;
        ImmutableArray<GridRow> cells =
            [.. rows.Select((row, index) => Row(row, index == selected, verdicts.GetValueOrDefault(row.Result.Key), state.Glyphs))];
        var lines = new Grid(Columns, cells, state.Glyphs).Layout(width);
        return [lines[0], .. Selection.Window(
            lines[1..], Selection.First(selected, rows.Length, height - ColumnLine), height - ColumnLine)];
    }

    private static CellsRow Row(RunRow row, bool isSelected, MetricComparison? compared, Glyphs glyphs)
    {
        var mark = glyphs.Mark(row.Assessment.Mark);
        return new CellsRow(
        [
            mark with { Text = $"{Selection.Marker(glyphs, isSelected)}{mark.Text}" },
            new Span(glyphs.Text(row.Result.Benchmark), IsHeading: isSelected),
            new Span(glyphs.Text(row.Result.Workload), IsHeading: isSelected),
            new Span(glyphs.Text(row.Assessment.Short), row.Assessment.Role),
            compared is null
                ? new Span("")
                : new Span(
                    $"{glyphs.Verdict(compared.Verdict)} {glyphs.Text(Words(compared, row.Result.Headline?.Metric))}",
                    Vocabulary.SignOf(compared.Verdict).Role),
            new Span(glyphs.Text(row.Value), IsHeading: true),
            new Span(glyphs.Text(row.Interval), Role.Muted),
            row.Share,
        ]);
    }

    private static string Words(MetricComparison compared, string? headline) =>
        (compared.Metric == headline ? "" : $"{compared.Metric} ") + (compared.Verdict is Verdict.NotComparable
            ? Vocabulary.Word(compared.Verdict)
            : $"{ComparisonText.Change(compared)} {Vocabulary.Word(compared.Verdict)}");

    private static ImmutableArray<TextLine> Detail(RunRow row, ScreenState state, int width, int height)
    {
        var glyphs = state.Glyphs;
        var result = row.Result;
        ImmutableArray<TextLine> title =
        [
            TextLine.Of(new Span(glyphs.Text($"{result.Benchmark} {result.Workload}"), IsHeading: true),
                new Span("  " + glyphs.Text(result.Engine is null ? result.Device : $"{result.Device}, {result.Engine}"), Role.Muted)),
            .. Wrapped(row.Assessment.Text, row.Assessment.Role, width, glyphs),
        ];
        ImmutableArray<TextLine> rest = result.Outcome switch
        {
            Ok ok =>
                [.. ok.Notes.SelectMany(note =>
                    Wrapped(note.Remedy is null ? note.Message : $"{note.Message.TrimEnd('.')}: {note.Remedy}", Role.Warn, width, glyphs)),
                    .. Launches(result, width, glyphs)],
            Skipped { Remedy: { } remedy } => Wrapped($"What to do: {remedy}", Role.Plain, width, glyphs),
            Failed failed =>
                [.. failed.LogTail.SelectMany(line => Wrapped(line, Role.Muted, width, glyphs)),
                    .. Wrapped("The other workloads went on. 'stackbench doctor' may know the cause.", Role.Plain, width, glyphs)],
            _ => [],
        };
        if (result.Outcome is not Ok || ChartOf(state, result) is not { } drawn) return [.. title, .. rest];
        if (!drawn.Legend.IsEmpty) rest =
            [.. drawn.Legend.SelectMany(line => Wrapped(line.Text, line.Key == result.Key ? Role.Plain : Role.Muted, width, glyphs))];
        ImmutableArray<TextLine> plain = [.. title, .. rest];
        title = [.. title, Frame.Fit(TextLine.Of(new Span(glyphs.Text(drawn.Title), Role.Muted)), width, glyphs)];
        // What stands below gives way to the chart, all but the first line; a legend to no more than half of it.
        var least = drawn.Legend.IsEmpty ? LeastChart : Math.Max(LeastChart, height * 2 / 3);
        rest = [.. rest.Take(Math.Max(1, height - title.Length - least))];
        var chart = height - title.Length - rest.Length;
        return chart >= LeastChart
            ? [.. title, .. ChartLines.Draw(
            width, state.IsZoomed || !drawn.Legend.IsEmpty ? chart : Math.Min(chart, MostChart), glyphs, drawn.Draw), .. rest]
            : plain;
    }

    // A result without a chart of the chosen kind shows its samples.
    private static Chart? ChartOf(ScreenState state, BenchmarkResult result) =>
        RunChart.Of(state.Run!, state.Chart, result) ?? RunChart.Of(state.Run!, ChartKind.Samples, result);

    private static ChartKind Next(Run run, BenchmarkResult result, ChartKind kind)
    {
        var kinds = Enum.GetValues<ChartKind>();
        return Enumerable.Range(1, kinds.Length).Select(step => kinds[((int)kind + step) % kinds.Length])
            .First(next => next == kind || RunChart.Of(run, next, result) is not null);
    }

    private static IEnumerable<TextLine> Launches(BenchmarkResult result, int width, Glyphs glyphs) => result.Launches.Select(launch =>
    {
        var value = result.Headline is { } headline && launch.Values.TryGetValue(headline.Metric, out var own)
            ? NumberText.Quantity(own, headline.Unit) + ", "
            : "";
        return Frame.Fit(
            TextLine.Of(new Span(glyphs.Text(string.Create(CultureInfo.InvariantCulture, $"launch {launch.Number}: "
                + $"{value}{launch.Samples.Length} samples, {launch.Backend}")), Role.Muted)),
            width, glyphs);
    });

    private static ImmutableArray<TextLine> Wrapped(string text, Role role, int width, Glyphs glyphs) =>
        [.. TextWidth.Wrap(glyphs.Text(text), width).Select(line => TextLine.Of(new Span(line, role)))];
}
