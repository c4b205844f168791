using System.Collections.Immutable;
using Spectre.Console;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Report;
using GroupKey = (string Benchmark, string Device, string? Engine);

namespace StackBench.Terminal;

/// <summary>
/// The results of a run for the terminal, grouped by benchmark. A wide one spells the verdicts out; a narrow one gives them in a
/// word each beside the share of the layer below.
/// </summary>
internal static class RunTableView
{
    private const int WideFrom = 110;
    private const int Indent = 2;
    private const int Gap = 2;

    /// <param name="hasDetails">Whether <see cref="RunDetailView"/> follows, so that the reader need not be sent there.</param>
    public static void Write(IAnsiConsole console, RunTable table, bool hasDetails = false) =>
        console.Write(Lines(table, console.Profile.Width, Glyphs.Of(console), hasDetails));

    public static ImmutableArray<TextLine> Lines(RunTable table, int width, Glyphs glyphs, bool hasDetails = false)
    {
        if (table.Rows.IsEmpty) return [TextLine.Of(new Span("No results.", Role.Muted))];
        var isWide = width >= WideFrom;
        var common = CommonFindings.Of(table);
        var grid = new Grid(Columns(isWide, glyphs), Rows(table.Rows, common, isWide ? width : null, glyphs), glyphs);
        // Details tell further metrics anyway.
        ImmutableArray<TextLine>[] parts =
        [
            grid.Layout(width), LoadTableView.Lines(table, width, glyphs),
            hasDetails ? [] : MoreMetricsView.Lines(table, width, glyphs), [.. Notes(table, common, width, glyphs, hasDetails)],
            SummaryView.Lines(table.Summary, width, glyphs),
        ];
        return [.. parts.Where(part => !part.IsEmpty).SelectMany((part, index) => index == 0 ? part : part.Insert(0, TextLine.Empty))];
    }

    private static ImmutableArray<GridColumn> Columns(bool isWide, Glyphs glyphs) =>
    [
        new("", DropOrder: 0),
        new("", MinWidth: 16),
        new("value", IsNumeric: true),
        new(glyphs.Text("±"), IsNumeric: true, DropOrder: 2),
        new("of below", IsNumeric: true, DropOrder: 1),
        isWide ? new("", MinWidth: 30) : new("", DropOrder: 3, MinWidth: 12),
    ];

    /// <param name="width">Of a wide table, which spells verdicts out; null for a narrow one.</param>
    private static ImmutableArray<GridRow> Rows(ImmutableArray<RunRow> rows, CommonFindings common, int? width, Glyphs glyphs)
    {
        var values = Decimals.Align([.. ByGroup(rows).SelectMany(group => Quantities(group, glyphs))]);
        var intervals = Decimals.Align([.. ByGroup(rows).SelectMany(group => group).Select(row => Percent(row.RelativeInterval))]);
        var lines = ImmutableArray.CreateBuilder<GridRow>();
        var index = 0;
        var room = width - Indent - 1 - rows.Max(row => TextWidth.Of(glyphs.Text(row.Result.Workload)))
            - values.Max(text => TextWidth.Of(text)) - intervals.Max(text => TextWidth.Of(text)) - (4 * Gap);
        var skipped = SkippedAlike(rows);
        foreach (var group in ByGroup(rows))
        {
            if (skipped.TryGetValue(group.Key, out var alike))
            {
                index += group.Count();
                if (alike[0].Key != group.Key) continue;
                lines.Add(new HeadingRow(
                    [new Span($"{alike.Length} benchmarks", IsHeading: true), new Span("  " + glyphs.Text(group.Key.Device), Role.Muted)]));
                lines.Add(Skipped($"{string.Join(", ", alike.Select(other => other.Key.Benchmark))}: all "
                    + $"{alike.Sum(other => other.Count())} workloads {alike[0].First().Assessment.Text}",
                    glyphs));
                continue;
            }

            lines.Add(Heading(group.Key, glyphs));
            if (CommonSkip(group) is { } reason)
            {
                index += group.Count();
                lines.Add(Skipped($"all {group.Count()} workloads {reason}", glyphs));
                continue;
            }

            foreach (var row in group)
            {
                lines.Add(Row(row, common.Without(row), values[index], intervals[index], room, glyphs));
                index++;
            }
        }

        return lines.ToImmutable();
    }

    private static IEnumerable<IGrouping<GroupKey, RunRow>> ByGroup(ImmutableArray<RunRow> rows) =>
        rows.GroupBy(row => row.Result.Benchmark)
            .SelectMany(benchmark => benchmark.GroupBy(row => (row.Result.Benchmark, row.Result.Device, row.Result.Engine)));

    /// <summary>What is said of every row of a group that was skipped as a whole, e.g. as its library is missing.</summary>
    private static string? CommonSkip(IEnumerable<RunRow> group) =>
        group.Skip(1).Any() && group.All(row => row.Result.Outcome is Skipped)
            && group.Select(row => row.Assessment.Text).Distinct(StringComparer.Ordinal).ToArray() is [var only]
            ? only
            : null;

    /// <summary>
    /// Groups of different benchmarks that were skipped as wholes for one reason, e.g. a library that all of them need, by the key of each.
    /// </summary>
    private static Dictionary<GroupKey, IGrouping<GroupKey, RunRow>[]> SkippedAlike(ImmutableArray<RunRow> rows)
    {
        var alike = ByGroup(rows)
            .Where(group => group.All(row => row.Result.Outcome is Skipped)
            && group.Select(row => row.Assessment.Text).Distinct(StringComparer.Ordinal).Count() == 1)
            .GroupBy(group => (group.Key.Device, group.Key.Engine, group.First().Assessment.Text))
            .Select(groups => groups.ToArray())
            .Where(groups => groups.Length > 1);
        return alike.SelectMany(groups => groups.Select(group => (group.Key, groups))).ToDictionary(pair => pair.Key, pair => pair.groups);
    }

    private static SpanningRow Skipped(string text, Glyphs glyphs) =>
        new([glyphs.Mark(Mark.Skipped) with { Text = new string(' ', Indent) + glyphs.Mark(Mark.Skipped).Text }],
            new Span(glyphs.Text(text), Role.Muted));

    private static HeadingRow Heading(GroupKey group, Glyphs glyphs) => new(
    [
        new Span(glyphs.Text(group.Benchmark), IsHeading: true),
        new Span("  " + glyphs.Text(group.Engine is null ? group.Device : $"{group.Device}, {group.Engine}"), Role.Muted),
    ]);

    /// <param name="room">Cells that a verdict has where it is spelled out; null where it is given in a word.</param>
    private static GridRow Row(RunRow row, Assessment assessment, string value, string interval, int? room, Glyphs glyphs)
    {
        var mark = glyphs.Mark(assessment.Mark);
        ImmutableArray<Span> lead = [mark with { Text = new string(' ', Indent) + mark.Text }, glyphs.Text(row.Result.Workload)];
        if (row.Result.Headline is null) return new SpanningRow(lead, new Span(glyphs.Text(assessment.Text), assessment.Role));
        var share = room is null ? row.Share : "";
        var verdict = new Span(glyphs.Text(room is { } cells ? OnOneLine(assessment, cells) : assessment.Short), assessment.Role);
        return new CellsRow([.. lead, new Span(value, IsHeading: true), new Span(interval, Role.Muted), share, verdict]);
    }

    /// <summary>Findings in full as far as they fit, the others in a word.</summary>
    private static string OnOneLine(Assessment assessment, int room)
    {
        var all = assessment.Findings;
        for (var full = all.Length; full > 0; full--)
        {
            var text = string.Join(", ", all.Select((finding, index) => index < full ? finding.Text : finding.Short));
            if (TextWidth.Of(text) <= room) return text;
        }

        return assessment.Short;
    }

    /// <summary>Values of a group share their prefix, unless they lie too far apart for it.</summary>
    private static IEnumerable<(string Number, string Unit)> Quantities(IEnumerable<RunRow> group, Glyphs glyphs)
    {
        const double farthest = 10_000;
        var headlines = group.Select(row => row.Result.Headline).ToArray();
        var ranges = headlines.OfType<MetricValue>().Where(headline => headline.Value > 0).GroupBy(headline => headline.Unit)
            .ToDictionary(
            unit => unit.Key, unit => (Least: unit.Min(headline => headline.Value), Most: unit.Max(headline => headline.Value)));
        foreach (var headline in headlines)
        {
            if (headline is null)
            {
                yield return ("", "");
                continue;
            }

            var (least, most) = ranges.GetValueOrDefault(headline.Unit, (1, 1));
            var like = most / least < farthest ? least : headline.Value;
            var (number, symbol) = NumberText.Parts(headline.Value, headline.Unit, like);
            yield return (number, glyphs.Text(symbol));
        }
    }

    private static (string Number, string Unit) Percent(double? share) =>
        share is { } known && NumberText.Share(known).Split(' ') is [var number, var unit] ? (number, unit) : ("", "");

    private static IEnumerable<TextLine> Notes(RunTable table, CommonFindings common, int width, Glyphs glyphs, bool hasDetails)
    {
        foreach (var line in Paragraph("", OutcomeCounts.Of(table.Run.Results) + ".", Role.Muted, width)) yield return line;
        // A part of a run has no summary that says it.
        if (table.Summary.IsEmpty && ContentionText.Of(table.Run) is { } contended)
            foreach (var line in Paragraph("", contended, Role.Warn, width)) yield return line;
        if (IntervalText.Legend(table) is { } legend)
            foreach (var line in Paragraph("", glyphs.Text(legend), Role.Muted, width)) yield return line;
        foreach (var sentence in common.Sentences)
            foreach (var line in Paragraph("", glyphs.Text(sentence), Role.Muted, width)) yield return line;
        foreach (var (subject, text) in Advice.Of(table.Rows))
            foreach (var line in Paragraph($"{glyphs.Dash} ", glyphs.Text($"{subject}: {text}"), Role.Muted, width)) yield return line;
        // The summary of a whole run says it.
        if (hasDetails || !table.Summary.IsEmpty || !table.Rows.Any(row => row.Result.Outcome is Failed)) yield break;
        foreach (var line in Paragraph("", $"What failed workloads printed: stackbench show {table.Run.Id} --verbose", Role.Muted, width))
            yield return line;
    }

    private static IEnumerable<TextLine> Paragraph(string bullet, string text, Role role, int width) =>
        TextWidth.Wrap(text, width - bullet.Length)
            .Select((line, index) => TextLine.Of(index == 0 ? bullet : new string(' ', bullet.Length), new Span(line, role)));
}
