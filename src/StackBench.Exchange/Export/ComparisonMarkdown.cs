using StackBench.Core.Comparison;
using StackBench.Core.Units;
using StackBench.Report;

namespace StackBench.Exchange.Export;

/// <summary>A comparison as a GitHub-flavoured table, worst first, for a pull request or a job summary.</summary>
internal sealed class ComparisonMarkdown : IComparisonExporter
{
    public string Name => "md";

    public void Write(RunComparison comparison, FailOn failOn, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var line in Lines(comparison))
        {
            writer.Write(line);
            writer.Write('\n');
        }
    }

    private static IEnumerable<string> Lines(RunComparison comparison)
    {
        yield return $"## {ComparisonText.Title(comparison)}";
        yield return "";
        yield return $"**{MarkdownText.Escape(ComparisonAnswer.Of(comparison))}**";
        yield return "";
        foreach (var obstacle in new[] { ComparisonText.OnlySuspected(comparison), ComparisonText.TwoNodes(comparison) }.OfType<string>())
        {
            yield return MarkdownText.Escape(obstacle);
            yield return "";
        }

        if (!comparison.Differences.Identity.IsEmpty)
        {
            yield return $"Different machine: {Facts(comparison.Differences.Identity)}.";
            yield return "";
        }

        if (!comparison.Differences.Causes.IsEmpty)
        {
            yield return $"Changed: {Facts(comparison.Differences.Causes)}.";
            yield return "";
        }

        yield return "| Verdict | Benchmark | Workload | Metric | Baseline | New | Change | Interval | Why |";
        yield return "|:--|:--|:--|:--|--:|--:|--:|--:|:--|";
        foreach (var metric in comparison.Metrics.OrderBy(metric => Vocabulary.Order.IndexOf(metric.Verdict))
            .ThenByDescending(metric => metric.Ratio))
            yield return Line(metric);
        if (!comparison.OutcomeChanges.IsEmpty) yield return "";
        foreach (var change in LossText.Changes(comparison)) yield return $"- {MarkdownText.Escape(change.Text)}";
        foreach (var text in LossText.Layers(comparison).Append(LossText.Suspects(comparison)).OfType<string>()
            .Append($"{ComparisonText.ErrorRate(comparison)} {ComparisonText.Columns(comparison)}".TrimEnd()))
        {
            yield return "";
            yield return MarkdownText.Escape(text);
        }

        if (DecidingCommand.Of(comparison) is not { } command) yield break;
        yield return "";
        yield return $"To decide what is open: {MarkdownText.Code(command)}";
    }

    private static string Facts(IEnumerable<FactChange> changes) =>
        string.Join("; ", changes.Select(change => MarkdownText.Escape(change.ToString())));

    private static string Line(MetricComparison metric)
    {
        string Value(double? value) => value is { } known ? NumberText.Quantity(known, metric.Unit) : "";
        string[] cells =
        [
            Vocabulary.Word(metric.Verdict), metric.Key.Benchmark, metric.Key.Workload, metric.Metric, Value(metric.Baseline),
            Value(metric.Candidate),
            ComparisonText.Change(metric), ComparisonText.Interval(metric), ComparisonText.Explanation(metric),
        ];
        return $"| {string.Join(" | ", cells.Select(MarkdownText.Escape))} |";
    }
}
