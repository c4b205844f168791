using System.Collections.Immutable;
using Spectre.Console;
using StackBench.Core.Assessments;
using StackBench.Core.Comparison;
using StackBench.Core.Units;
using StackBench.Report;

namespace StackBench.Terminal;

/// <summary>
/// A comparison for the terminal: what differs between the machines, then each metric with its verdict, then
/// what the losses have in common.
/// </summary>
internal static class ComparisonView
{
    private const int Indent = 2;
    private const int LeastCommon = 3;

    /// <summary>Columns from which a reason has room beside its verdict; on a narrower terminal it has a line of its own.</summary>
    private const int WideEnough = 130;

    /// <param name="showAll">Also metrics besides the headline of each result.</param>
    public static void Write(IAnsiConsole console, RunComparison comparison, bool showAll) =>
        console.Write(Lines(comparison, showAll, console.Profile.Width, Glyphs.Of(console)));

    public static ImmutableArray<TextLine> Lines(RunComparison comparison, bool showAll, int width, Glyphs glyphs)
    {
        var metrics = showAll ? comparison.Metrics : ComparisonText.Headlines(comparison);
        var common = CommonReason(metrics);
        return
        [
            .. Obstacles(comparison, width, glyphs),
            .. Differences(comparison, width, glyphs),
            .. metrics.IsEmpty
                ? [TextLine.Of(new Span("No metric has a value on both sides.", Role.Muted))]
                : Table([.. metrics.Select(metric => metric.Reason == common ? metric with
                {
                    Reason = null,
                } : metric)], showAll, width, glyphs),
            .. Outcomes(comparison, width, glyphs),
            TextLine.Empty,
            .. Losses(comparison, width, glyphs),
            .. common is null ? [] : Paragraph(glyphs.Text($"{Sentence(common)}."), Role.Muted, width),
            .. Summary(comparison, width, glyphs),
        ];
    }

    /// <summary>What stands before the table and after it, for whoever draws a table of his own.</summary>
    public static (ImmutableArray<TextLine> Before, ImmutableArray<TextLine> After) Around(
        RunComparison comparison, int width, Glyphs glyphs) =>
    (
        [.. Obstacles(comparison, width, glyphs), .. Differences(comparison, width, glyphs)],
        [
            .. Outcomes(comparison, width, glyphs), TextLine.Empty, .. Losses(comparison, width, glyphs),
            .. Summary(comparison, width, glyphs),
        ]
    );

    /// <summary>What a reader must know before any line of the table.</summary>
    private static IEnumerable<TextLine> Obstacles(RunComparison comparison, int width, Glyphs glyphs)
    {
        var obstacles = new[]
        {
            IsTested(comparison) ? null : $"{Sentence(ComparisonAnswer.Of(comparison))}.", ComparisonText.OnlySuspected(comparison),
            ComparisonText.TwoNodes(comparison),
        };
        return obstacles.OfType<string>().SelectMany(text => Paragraph(glyphs.Text(text), Role.Warn, width));
    }

    private static bool IsTested(RunComparison comparison) => ComparisonCounts.Of(comparison).Tested > 0;

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    /// <summary>What would be said of nearly every line; it is said once below them.</summary>
    private static string? CommonReason(ImmutableArray<MetricComparison> metrics) =>
        metrics.Where(metric => metric.Reason is not null).GroupBy(metric => metric.Reason)
            .Where(group => group.Count() >= LeastCommon && group.Count() > 0.8 * metrics.Length).MaxBy(group => group.Count())?.Key;

    private static IEnumerable<TextLine> Differences(RunComparison comparison, int width, Glyphs glyphs)
    {
        var differences = comparison.Differences;
        if (!differences.Identity.IsEmpty)
            foreach (var line in Paragraph(glyphs.Text($"Different machine: {string.Join("; ", differences.Identity)}."), Role.Warn, width))
                yield return line;
        if (differences is { Causes.IsEmpty: true, Identity.IsEmpty: false })
        {
            yield return TextLine.Empty;
            yield break;
        }

        var changes = differences.Causes.IsEmpty
            ? "No recorded fact about the machine changed."
            : $"Changed: {string.Join("; ", differences.Causes)}.";
        foreach (var line in Paragraph(glyphs.Text(changes), Role.Muted, width)) yield return line;
        yield return TextLine.Empty;
    }

    private static ImmutableArray<TextLine> Table(ImmutableArray<MetricComparison> metrics, bool showAll, int width, Glyphs glyphs)
    {
        var rows = ImmutableArray.CreateBuilder<GridRow>();
        var groups = metrics.GroupBy(metric => (metric.Key.Benchmark, metric.Key.Device, metric.Key.Engine)).ToArray();
        var values = Values([.. groups.SelectMany(group => group)], glyphs);
        var headlines = metrics.DistinctBy(metric => metric.Key).ToHashSet(ReferenceEqualityComparer.Instance);
        var index = 0;
        foreach (var group in groups)
        {
            rows.Add(new HeadingRow(
            [
                new Span(glyphs.Text(group.Key.Benchmark), IsHeading: true),
                new Span("  "
                    + glyphs.Text(group.Key.Engine is null ? group.Key.Device : $"{group.Key.Device}, {group.Key.Engine}"), Role.Muted),
            ]));
            foreach (var metric in group)
            {
                var isHeadline = headlines.Contains(metric);
                var explanation = ComparisonText.Explanation(metric);
                var isWide = width >= WideEnough;
                rows.Add(Row(metric, showAll || !isHeadline ? $"{metric.Key.Workload}: {metric.Metric}" : metric.Key.Workload,
                    values[index], values[index + 1], isWide ? explanation : "", glyphs));
                if (!isWide && explanation.Length > 0)
                    rows.Add(new SpanningRow([new Span("")], new Span(glyphs.Text(explanation), Role.Muted)));
                index += 2;
            }
        }

        return new Grid(
            [new(""), new("", MinWidth: 16), new("baseline", IsNumeric: true, DropOrder: 2), new("new", IsNumeric: true),
                new("change", IsNumeric: true), new("interval", IsNumeric: true, DropOrder: 1), new("", MinWidth: 14)],
            rows.ToImmutable(),
            glyphs).Layout(width);
    }

    private static CellsRow Row(MetricComparison metric, string name, string baseline, string candidate, string explanation, Glyphs glyphs)
    {
        var role = Vocabulary.SignOf(metric.Verdict).Role;
        var verdict = Vocabulary.Word(metric.Verdict) + (explanation.Length == 0 ? "" : $": {explanation}");
        return new CellsRow(
        [
            new Span(new string(' ', Indent) + glyphs.Verdict(metric.Verdict), role),
            glyphs.Text(name),
            new Span(baseline, Role.Muted),
            candidate,
            new Span(ComparisonText.Change(metric), role),
            new Span(ComparisonText.Interval(metric), Role.Muted),
            new Span(glyphs.Text(verdict), role),
        ]);
    }

    /// <summary>Baseline and candidate of each metric in turn; the two of a pair share their prefix.</summary>
    private static ImmutableArray<string> Values(ImmutableArray<MetricComparison> metrics, Glyphs glyphs) => Decimals.Align(
    [
        .. metrics.SelectMany(metric => new[] { metric.Baseline, metric.Candidate }.Select(value =>
        {
            if (value is not { } known) return ("", "");
            var (number, symbol) = NumberText.Parts(known, metric.Unit, Math.Min(metric.Baseline ?? known, metric.Candidate ?? known));
            return (number, glyphs.Text(symbol));
        })),
    ]);

    private static IEnumerable<TextLine> Outcomes(RunComparison comparison, int width, Glyphs glyphs) =>
        LossText.Changes(comparison).SelectMany(change => Paragraph(glyphs.Text(change.Text), change.Role, width));

    /// <summary>
    /// For everything that is worse: the layer that lost it and what may have caused it, said once for all that share them.
    /// </summary>
    private static IEnumerable<TextLine> Losses(RunComparison comparison, int width, Glyphs glyphs)
    {
        var texts = LossText.Layers(comparison).Append(LossText.Suspects(comparison));
        return texts.OfType<string>().SelectMany(text => Paragraph(glyphs.Text(text), Role.Plain, width));
    }

    private static IEnumerable<TextLine> Summary(RunComparison comparison, int width, Glyphs glyphs)
    {
        if (!IsTested(comparison)) return [];
        var lines = Paragraph($"{Sentence(ComparisonAnswer.Of(comparison))}.", Role.Plain, width)
            .Concat(Paragraph($"{ComparisonText.ErrorRate(comparison)} {ComparisonText.Columns(comparison)}", Role.Muted, width));
        return DecidingCommand.Of(comparison) is { } command
            ?
            [
                .. lines, TextLine.Of("To decide what is open:"),
                .. ShellLines.Of(glyphs.Text(command), width).Select(line => TextLine.Of(line)),
            ]
            : lines;
    }

    private static IEnumerable<TextLine> Paragraph(string text, Role role, int width) =>
        TextWidth.Wrap(text, width).Select(line => TextLine.Of(new Span(line, role)));
}
