using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Report;

namespace StackBench.Terminal;

/// <summary>
/// Metrics beside the headline, a column each, of results that have many; a table for each benchmark. Loads on a server have their own.
/// </summary>
internal static class MoreMetricsView
{
    /// <summary>Further metrics from which a headline alone does not tell the result.</summary>
    private const int Many = 4;

    /// <summary>What people compare networks by, which is never the headline.</summary>
    private static readonly string Throughput = MetricDefinitions.SampleRate.Name;

    public static ImmutableArray<TextLine> Lines(RunTable table, int width, Glyphs glyphs)
    {
        var tables = table.Rows.Select(row => row.Result)
            .Where(result => result.Outcome is Ok ok && IsShown(ok.Metrics) && LoadRow.Of(result) is null)
            .GroupBy(result => result.Benchmark, StringComparer.Ordinal)
            .Select(benchmark => Lines(benchmark.Key, [.. benchmark], width, glyphs));
        return [.. tables.SelectMany((lines, index) => index == 0 ? lines : lines.Insert(0, TextLine.Empty))];
    }

    private static ImmutableArray<TextLine> Lines(string benchmark, BenchmarkResult[] results, int width, Glyphs glyphs)
    {
        string[] metrics = [.. results.SelectMany(More).Select(metric => metric.Metric).Distinct(StringComparer.Ordinal)];
        ImmutableArray<GridColumn> columns =
        [
            new(glyphs.Text(benchmark), MinWidth: 14),
            .. metrics.Select((metric, index) => new GridColumn(glyphs.Text(Title(metric)), IsNumeric: true, DropOrder: index + 1)),
        ];
        ImmutableArray<GridRow> rows =
        [
            .. results.Select(result => new CellsRow(
                [glyphs.Text(result.Workload), .. metrics.Select(name => Cell(result, name, glyphs))])),
        ];
        var lines = new Grid(columns, rows, glyphs).Layout(width);
        var hidden = metrics.Count(metric => !lines[0].ToString().Contains(glyphs.Text(Title(metric)), StringComparison.Ordinal));
        return hidden == 0 ? lines : lines.Add(TextLine.Of(new Span(
            FormattableString.Invariant($"A wider terminal shows {hidden} more; all: stackbench show --verbose"), Role.Muted)));
    }

    private static bool IsShown(ImmutableArray<MetricValue> metrics) =>
        metrics.Length > Many || metrics.Skip(1).Any(metric => metric.Metric == Throughput);

    private static IEnumerable<MetricValue> More(BenchmarkResult result) => ((Ok)result.Outcome).Metrics.Skip(1);

    private static Span Cell(BenchmarkResult result, string metric, Glyphs glyphs) =>
        More(result).FirstOrDefault(value => value.Metric == metric) is { } found
            ? glyphs.Text(NumberText.Quantity(found.Value, found.Unit))
            : new Span(glyphs.Dash, Role.Muted);

    private static string Title(string metric) =>
        MetricDefinitions.All.FirstOrDefault(definition => definition.Name == metric)?.Title ?? metric;
}
