using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Trends;
using StackBench.Report.Html;
using StackBench.Tests.Fixtures;

namespace StackBench.Browser;

/// <summary>Pages with every section.</summary>
internal static class Reports
{
    /// <summary>Every outcome, telemetry, roofline and curves; no comparison.</summary>
    public static string Run { get; } = Text(new ReportContent(ExampleRun.Full) { Notes = "After the upgrade." });

    /// <summary>A regression with its suspect and a history with a step.</summary>
    public static string Comparison { get; } = Compared();

    private static string Compared()
    {
        Run[] before = [.. Enumerable.Range(0, 12).Select(day => HistoryRun.Of(day))];
        Run[] after = [.. Enumerable.Range(12, 12).Select(
            day => HistoryRun.Of(day, gigaflops: 80, facts: new FingerprintFact("engine.libtorch.version", "2.11.0", FactRole.Cause)))];
        var trends = MetricSeries.Of(before.Concat(after).SelectMany(run => Observation.Of(run)))
            .Select(series => SeriesTrend.Of(series, 0.03));
        return Text(new ReportContent(after[^1])
        {
            Comparison = Comparer.Compare(
            [.. before.Reverse()], after[^1], ComparisonOptions.Default),
            Baseline = before[^1],
            Trends = [.. trends]
        });
    }

    private static string Text(ReportContent content)
    {
        using var text = new StringWriter();
        HtmlReport.Write(content, text);
        return text.ToString();
    }
}
