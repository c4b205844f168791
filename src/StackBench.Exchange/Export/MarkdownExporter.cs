using System.Globalization;
using StackBench.Core.Results;
using StackBench.Core.Text;
using StackBench.Report;

namespace StackBench.Exchange.Export;

/// <summary>A run as a GitHub-flavoured table, for an issue or a job summary.</summary>
public sealed class MarkdownExporter : IRunExporter
{
    public string Name => "md";

    public string Extension => ".md";

    public void Write(Run run, TextWriter writer) => Write(RunTable.Of(run), writer);

    public static void Write(RunTable table, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var line in Lines(table))
        {
            writer.Write(line);
            writer.Write('\n');
        }
    }

    private static IEnumerable<string> Lines(RunTable table)
    {
        var run = table.Run;
        yield return $"## Run {run.Id}" + (run.Label is null ? "" : $" ({MarkdownText.Escape(run.Label)})");
        yield return "";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{MarkdownText.Escape(MachineSummary.Of(run.Fingerprint))}; {run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC; "
                + $"{EnumText.Of(run.Settings.Suite)} suite, launches: {run.Settings.Launches}; {EnumText.Of(run.Status)}");
        yield return "";
        foreach (var sentence in table.Summary) yield return $"- {Sentence(sentence)}";
        if (!table.Summary.IsEmpty) yield return "";
        yield return "| Benchmark | Workload | Device | Engine | Value | Interval | Of the layer below | Verdict |";
        yield return "|:--|:--|:--|:--|--:|--:|--:|:--|";
        foreach (var row in table.Rows) yield return Line(row);
        yield return "";
        yield return $"{OutcomeCounts.Of(run.Results)}.{(IntervalText.Legend(table) is { } legend ? $" {legend}" : "")}";
        if (table.Summary.IsEmpty && ContentionText.Of(run) is { } contended)
        {
            yield return "";
            yield return MarkdownText.Escape(contended);
        }

        var advice = Advice.Of(table.Rows);
        if (!advice.IsEmpty) yield return "";
        foreach (var (subject, text) in advice) yield return $"- {MarkdownText.Escape(subject)}: {MarkdownText.Escape(text)}";
    }

    private static string Sentence(SummarySentence sentence) => MarkdownText.Escape(
        $"{Vocabulary.SignOf(sentence.Kind).Unicode} {sentence.Text}{(sentence.Advice is null ? "" : $" {sentence.Advice}")}");

    private static string Line(RunRow row)
    {
        var result = row.Result;
        string[] cells = [result.Benchmark, result.Workload, result.Device, result.Engine
            ?? "", row.Value, row.Interval, row.Share, row.Assessment.Text];
        return $"| {string.Join(" | ", cells.Select(MarkdownText.Escape))} |";
    }
}
