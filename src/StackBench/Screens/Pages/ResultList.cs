using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Report;
using StackBench.Terminal;

namespace StackBench.Screens.Pages;

/// <summary>The results of a run line by line, below headings of benchmark, device and engine unless they are sorted otherwise.</summary>
/// <param name="Lines">The names of the columns first.</param>
/// <param name="Entries">Of each line which entry it shows; null for headings.</param>
internal sealed record ResultList(ImmutableArray<TextLine> Lines, ImmutableArray<int?> Entries)
{
    /// <summary>From here a change is said in words.</summary>
    private const int WideFrom = 100;

    public static ResultList Of(ScreenState state, ImmutableArray<ResultEntry> entries, int selected, int width)
    {
        var common = CommonFindings.Of(state.Table!);
        var isGrouped = state.Order == ResultOrder.AsMeasured;
        var rows = ImmutableArray.CreateBuilder<GridRow>();
        var places = ImmutableArray.CreateBuilder<int?>();
        var values = Decimals.Align([.. entries.Select(entry => Value(entry.Row, state.Glyphs))]);
        places.Add(null);
        foreach (var (index, entry) in entries.Index())
        {
            if (isGrouped && (index == 0 || entries[index - 1].Group != entry.Group))
            {
                rows.Add(Heading(entry, state.Glyphs));
                places.Add(null);
            }

            rows.Add(entry.Alike > 1
                ? Skipped(entry, index == selected, width, state.Glyphs)
                : Row(entry, index == selected, common, values[index], isGrouped, width, state));
            places.Add(index);
        }

        return new ResultList(new Grid(Columns(state.Glyphs), rows.ToImmutable(), state.Glyphs).Layout(width), places.ToImmutable());
    }

    // What a result says about itself is on the page of its own: here the numbers stay longest.
    private static ImmutableArray<GridColumn> Columns(Glyphs glyphs) =>
    [
        new(""), new("", MinWidth: 28), new("value", IsNumeric: true), new(glyphs.Text("±"), IsNumeric: true, DropOrder: 1), new("change"),
        new("of below", IsNumeric: true, DropOrder: 2), new("", DropOrder: 3, MinWidth: 10, IsCut: true),
    ];

    private static HeadingRow Heading(ResultEntry entry, Glyphs glyphs) => new(
    [
        new Span(glyphs.Text(entry.Result.Benchmark), IsHeading: true),
        new Span("  " + glyphs.Text(On(entry.Result)), Role.Muted),
    ]);

    public static string On(BenchmarkResult result) => result.Engine is null ? result.Device : $"{result.Device}, {result.Engine}";

    private static HeadingRow Skipped(ResultEntry entry, bool isSelected, int width, Glyphs glyphs)
    {
        var mark = glyphs.Mark(entry.Row.Assessment.Mark);
        var text = string.Create(CultureInfo.InvariantCulture, $"all {entry.Alike} workloads {entry.Row.Assessment.Text}");
        return new HeadingRow(
        [
            mark with { Text = $"{Selection.Marker(glyphs, isSelected)}{mark.Text}  " },
            new Span(TextWidth.Truncate(glyphs.Text(text), width - 4, glyphs.Ellipsis), Role.Muted, isSelected),
        ]);
    }

    private static CellsRow Row(
        ResultEntry entry, bool isSelected, CommonFindings common, string value, bool isGrouped, int width, ScreenState state)
    {
        var (glyphs, row) = (state.Glyphs, entry.Row);
        var assessment = common.Without(row);
        var mark = glyphs.Mark(assessment.Mark);
        var name = isGrouped ? row.Result.Workload : $"{row.Result.Benchmark} {row.Result.Workload}  {On(row.Result)}";
        return new CellsRow(
        [
            mark with { Text = $"{Selection.Marker(glyphs, isSelected)}{mark.Text}" },
            new Span(glyphs.Text(name), IsHeading: isSelected),
            new Span(value, IsHeading: true),
            new Span(row.RelativeInterval is null ? "" : row.Interval[2..], Role.Muted),
            Change(state.Changes.GetValueOrDefault(row.Result.Key), row.Result.Headline?.Metric, width, glyphs),
            row.Share,
            new Span(glyphs.Text(assessment.Short), assessment.Role),
        ]);
    }

    private static Span Change(MetricComparison? change, string? headline, int width, Glyphs glyphs)
    {
        if (change is null) return "";
        var text = ComparisonText.Change(change);
        var (sign, role) = (glyphs.Verdict(change.Verdict), Vocabulary.SignOf(change.Verdict).Role);
        if (text.Length == 0) return new Span(sign, role);
        var percent = text[..(text.IndexOf('%', StringComparison.Ordinal) + 1)];
        var metric = change.Metric == headline ? "" : $"{change.Metric} ";
        return new Span(
            width < WideFrom ? $"{sign} {percent}{(metric.Length > 0 ? "*" : "")}" : $"{sign} {glyphs.Text(metric + text)}", role);
    }

    private static (string Number, string Unit) Value(RunRow row, Glyphs glyphs)
    {
        if (row.Result.Headline is not { } value) return ("", "");
        var (number, unit) = NumberText.Parts(value.Value, value.Unit, value.Value);
        return (number, glyphs.Text(unit));
    }
}
