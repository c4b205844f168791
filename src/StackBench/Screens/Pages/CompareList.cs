using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Units;
using StackBench.Report;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>A comparison line by line, its results below headings, and before and after them what concerns all.</summary>
/// <param name="Metrics">Those that can be selected, in the order of their lines.</param>
/// <param name="Stops">Line of each place the selection can have: first those of the metrics, then those behind them.</param>
internal sealed record CompareList(
    ImmutableArray<TextLine> Head, ImmutableArray<TextLine> Lines, ImmutableArray<MetricComparison> Metrics, ImmutableArray<int> Stops)
{
    private const string Indent = "  ";

    /// <summary>The headlines that pass the filter.</summary>
    public static ImmutableArray<MetricComparison> Passing(RunComparison comparison, string filter) =>
        [.. ComparisonText.Headlines(comparison).Where(metric => Filters.Passes(filter, metric.Key.ToString()))];

    public static CompareList Of(RunComparison comparison, ScreenState state, int width)
    {
        var glyphs = state.Glyphs;
        ImmutableArray<MetricComparison> metrics =
        [
            .. Passing(comparison, state.Filter).GroupBy(metric => (metric.Key.Benchmark, metric.Key.Device, metric.Key.Engine))
                .SelectMany(group => group),
        ];
        var (before, behind) = ComparisonView.Around(comparison, width, glyphs);
        ImmutableArray<TextLine> after = [.. behind.SkipWhile(line => line.Spans.IsEmpty)];
        var rows = ImmutableArray.CreateBuilder<GridRow>();
        var stops = ImmutableArray.CreateBuilder<int>();
        var values = Decimals.Align([.. metrics.SelectMany(metric => Values(metric, glyphs))]);
        var named = new HashSet<Core.Results.ResultKey>();
        foreach (var (index, metric) in metrics.Index())
        {
            if (index == 0 || Group(metrics[index - 1]) != Group(metric)) rows.Add(Heading(metric, glyphs));
            // The grid has a line of names before the rows.
            stops.Add(rows.Count + 1);
            rows.Add(Row(metric, named.Add(metric.Key), values[2 * index], values[(2 * index) + 1], index == state.Scroll, glyphs));
        }

        ImmutableArray<TextLine> table = metrics.IsEmpty
            ? [TextLine.Of(new Span(state.Filter.Length > 0 ? "Nothing passes the filter." : "No metric has a value on both sides.",
                Role.Muted))]
            : new Grid(Columns, rows.ToImmutable(), glyphs).Layout(width);
        return new CompareList(
            before, [.. table, TextLine.Empty, .. after], metrics,
            [.. stops, .. Enumerable.Range(table.Length + 1, after.Length)]);
    }

    private static ImmutableArray<GridColumn> Columns { get; } =
    [
        new(""), new("", MinWidth: 20), new("old", IsNumeric: true, DropOrder: 2), new("new", IsNumeric: true), new("change"),
        new("interval", IsNumeric: true, DropOrder: 1), new("", DropOrder: 3, MinWidth: 12, IsCut: true),
    ];

    private static (string Benchmark, string Device, string? Engine) Group(MetricComparison metric) =>
        (metric.Key.Benchmark, metric.Key.Device, metric.Key.Engine);

    private static HeadingRow Heading(MetricComparison metric, Glyphs glyphs) => new(
    [
        new Span(glyphs.Text(metric.Key.Benchmark), IsHeading: true),
        new Span(Indent + glyphs.Text(metric.Key.Engine is null ? metric.Key.Device : $"{metric.Key.Device}, {metric.Key.Engine}"),
            Role.Muted),
    ]);

    private static CellsRow Row(MetricComparison metric, bool isHeadline, string old, string now, bool isSelected, Glyphs glyphs)
    {
        var role = Vocabulary.SignOf(metric.Verdict).Role;
        return new CellsRow(
        [
            new Span(Selection.Marker(glyphs, isSelected) + glyphs.Verdict(metric.Verdict), role),
            new Span(glyphs.Text(isHeadline ? metric.Key.Workload : $"{metric.Key.Workload}: {metric.Metric}"), IsHeading: isSelected),
            new Span(old, Role.Muted),
            now,
            new Span(ComparisonText.Change(metric), role),
            new Span(ComparisonText.Interval(metric), Role.Muted),
            new Span(Vocabulary.Word(metric.Verdict), role),
        ]);
    }

    /// <summary>Old and new, which share their prefix.</summary>
    private static IEnumerable<(string Number, string Unit)> Values(MetricComparison metric, Glyphs glyphs) =>
        new[] { metric.Baseline, metric.Candidate }.Select(value =>
        {
            if (value is not { } known) return ("", "");
            var (number, symbol) = NumberText.Parts(known, metric.Unit, Math.Min(metric.Baseline ?? known, metric.Candidate ?? known));
            return (number, glyphs.Text(symbol));
        });
}
