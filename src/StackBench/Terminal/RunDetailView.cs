using System.Collections.Immutable;
using System.Globalization;
using Spectre.Console;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Core.Units;
using StackBench.Report;

namespace StackBench.Terminal;

/// <summary>What stands behind each value: every launch, how it was warmed up, checked and stopped, and the log of what failed.</summary>
internal static class RunDetailView
{
    private static readonly ImmutableArray<GridColumn> Columns =
    [
        new("launch", IsNumeric: true),
        new("value", IsNumeric: true),
        new("samples", IsNumeric: true),
        new("calls each", IsNumeric: true, DropOrder: 4),
        new("warm-up", IsNumeric: true, DropOrder: 2),
        new("first call", IsNumeric: true, DropOrder: 5),
        new("stopped"),
        new("error of tolerated", IsNumeric: true, DropOrder: 1),
        new("clock", DropOrder: 7),
        new("threads", IsNumeric: true, DropOrder: 6),
        new("backend", DropOrder: 3, MinWidth: 10),
        new("conditions", DropOrder: 8),
    ];

    public static void Write(IAnsiConsole console, RunTable table) =>
        console.Write(Lines(table, console.Profile.Width, Glyphs.Of(console)));

    /// <summary>Begins with an empty line where there is something to tell.</summary>
    public static ImmutableArray<TextLine> Lines(RunTable table, int width, Glyphs glyphs)
    {
        var rows = table.Rows.SelectMany(row => Rows(row.Result, glyphs)).ToImmutableArray();
        return rows.IsEmpty ? [] : [TextLine.Empty, .. new Grid(Columns, rows, glyphs).Layout(width)];
    }

    private static IEnumerable<GridRow> Rows(BenchmarkResult result, Glyphs glyphs)
    {
        var log = result.Outcome is Failed failed ? failed.LogTail : [];
        if (result.Launches.IsEmpty && log.IsEmpty) yield break;
        yield return new HeadingRow([new Span(glyphs.Text(result.Key.ToString()), IsHeading: true)]);
        foreach (var launch in result.Launches) yield return Row(launch, result.Headline, glyphs);
        if (result.Outcome is Ok { Metrics: [_, .. { IsEmpty: false } more] })
            yield return new SpanningRow(
                [], new Span(glyphs.Text(string.Join(", ", more.Select(metric => $"{metric.Metric} {metric.Quantity}"))), Role.Muted));
        foreach (var line in TelemetryLines.Of(result)) yield return new SpanningRow([], new Span(glyphs.Text(line), Role.Muted));
        foreach (var line in log) yield return new SpanningRow([], new Span(glyphs.Text($"| {line}"), Role.Muted));
    }

    private static CellsRow Row(Launch launch, MetricValue? headline, Glyphs glyphs) => new(
    [
        Text(launch.Number),
        headline is not null && launch.Values.TryGetValue(headline.Metric, out var value)
            ? glyphs.Text(NumberText.Quantity(value, headline.Unit, 4))
            : glyphs.Dash,
        Text(launch.Samples.Length),
        Text(launch.CallsPerSample),
        glyphs.Text($"{NumberText.Quantity(launch.WarmUp.DurationSeconds, Unit.Second)}, {launch.WarmUp.Calls} calls"),
        launch.FirstCallSeconds is { } first ? glyphs.Text(NumberText.Quantity(first, Unit.Second)) : "",
        new Span(EnumText.Of(launch.StopReason), launch.StopReason == StopReason.Unconverged ? Role.Warn : Role.Plain),
        launch.Check is { Tolerance: > 0 } check ? NumberText.Share(check.MaxError / check.Tolerance) : "",
        EnumText.Of(launch.Clock),
        launch.Threads is { } threads ? Text(threads) : "",
        glyphs.Text(launch.Backend),
        glyphs.Text(string.Join(", ", launch.Conditions.Select(condition => $"{condition.Key} {NumberText.Number(condition.Value)}"))),
    ]);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
