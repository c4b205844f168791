using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Report;
using StackBench.Report.Charts;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>All about one result: what it says, its change, its chart, its launches.</summary>
internal static class ResultDetail
{
    private const int LeastChart = 3, LongFrom = 12;

    public static ImmutableArray<TextLine> Lines(ResultEntry entry, ScreenState state, int width, int height)
    {
        var glyphs = state.Glyphs;
        var (row, result) = (entry.Row, entry.Result);
        var name = entry.Alike > 1 ? $"{result.Benchmark}, {entry.Alike} workloads" : $"{result.Benchmark} {result.Workload}";
        ImmutableArray<TextLine> title =
        [
            TextLine.Of(new Span(glyphs.Text(name), IsHeading: true),
                new Span("  " + glyphs.Text(ResultList.On(result)), Role.Muted)),
            .. Wrapped(row.Assessment.Text, row.Assessment.Role, width, glyphs),
            .. state.Changes.TryGetValue(result.Key, out var change) ? Change(change, width, height >= LongFrom, glyphs) : [],
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
        rest =
            [.. drawn.Legend.SelectMany(line => Wrapped(line.Text, line.Key == result.Key ? Role.Plain : Role.Muted, width, glyphs)),
                .. rest];
        ImmutableArray<TextLine> plain = [.. title, .. rest];
        title = [.. title, Frame.Fit(TextLine.Of(new Span(glyphs.Text(drawn.Title), Role.Muted)), width, glyphs)];
        // What stands below gives way to the chart, all but the first line; a legend to no more than half of it.
        var least = drawn.Legend.IsEmpty ? LeastChart : Math.Max(LeastChart, height * 2 / 3);
        rest = [.. rest.Take(Math.Max(1, height - title.Length - least))];
        var chart = height - title.Length - rest.Length;
        return chart >= LeastChart
            ? [.. title, .. ChartLines.Draw(width, chart, glyphs, drawn.Draw), .. rest]
            : plain;
    }

    // A result without a chart of the chosen kind shows its samples.
    private static Chart? ChartOf(ScreenState state, BenchmarkResult result) =>
        RunChart.Of(state.Run!, state.Chart, result) ?? RunChart.Of(state.Run!, ChartKind.Samples, result);

    /// <summary>The next kind of chart that a result has, or the one before.</summary>
    public static ChartKind Beside(ScreenState state, BenchmarkResult result, int by)
    {
        var kinds = Enum.GetValues<ChartKind>();
        return Enumerable.Range(1, kinds.Length)
            .Select(step => kinds[((int)state.Chart + (step * by) + (kinds.Length * kinds.Length)) % kinds.Length])
            .First(next => next == state.Chart || RunChart.Of(state.Run!, next, result) is not null);
    }

    private static ImmutableArray<TextLine> Change(MetricComparison change, int width, bool isLong, Glyphs glyphs)
    {
        string[] parts =
        [
            Vocabulary.Word(change.Verdict),
            change is { Baseline: { } before, Candidate: { } now }
                ? $"{change.Metric} {NumberText.Quantity(before, change.Unit)} before, {NumberText.Quantity(now, change.Unit)} now"
                : "",
            $"{ComparisonText.Change(change)} {ComparisonText.Interval(change)}".Trim(), isLong ? ComparisonText.Explanation(change) : "",
        ];
        return Wrapped($"{glyphs.Verdict(change.Verdict)} {string.Join(": ", parts.Where(part => part.Length > 0).Take(2))}"
            + string.Concat(parts.Where(part => part.Length > 0).Skip(2).Select(part => $", {part}")),
            Vocabulary.SignOf(change.Verdict).Role, width, glyphs);
    }

    private static IEnumerable<TextLine> Launches(BenchmarkResult result, int width, Glyphs glyphs) => result.Launches.Select(launch =>
    {
        var value = result.Headline is { } headline && launch.Values.TryGetValue(headline.Metric, out var own)
            ? NumberText.Quantity(own, headline.Unit) + ", "
            : "";
        return Frame.Fit(
            TextLine.Of(new Span(glyphs.Text(string.Create(CultureInfo.InvariantCulture, $"launch {launch.Number}: "
                + $"{value}{launch.Samples.Length} {(launch.Samples.Length == 1 ? "sample" : "samples")}, {launch.Backend}")), Role.Muted)),
            width, glyphs);
    });

    private static ImmutableArray<TextLine> Wrapped(string text, Role role, int width, Glyphs glyphs) =>
        [.. TextWidth.Wrap(glyphs.Text(text), width).Select(line => TextLine.Of(new Span(line, role)))];
}
