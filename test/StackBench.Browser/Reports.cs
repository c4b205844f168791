using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Trends;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
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

    /// <summary>As many results as a quick run of a CPU has: 35 tried, 44 skipped for four reasons.</summary>
    public static string Quick { get; } = Text(new ReportContent(OfQuick()));

    /// <summary>The same against a baseline.</summary>
    public static string QuickComparison { get; } = Text(new ReportContent(OfQuick())
    {
        Comparison = Comparer.Compare([OfQuick("20261123-081502-7f3a")], OfQuick(), ComparisonOptions.Default),
    });

    private static Run OfQuick(string id = "20261124-081502-7f3a")
    {
        string[] reasons = ["torch is not installed", "no llama-bench on the PATH", "no llama-server on the PATH", "no time"];
        var measured = Enumerable.Range(0, 26).Select(number => ExampleRun.Measured($"benchmark-{number / 6}",
            $"fp32 1x256x14x14 3x3/1 variant {number}", "libtorch", (number + 1) * 1e9, 0.01,
            number % 6 == 5 ? Unit.Second : Unit.FlopPerSecond, "flop-rate", new Layer(), isLowerBetter: number % 6 == 5));
        var skipped = Enumerable.Range(0, 44).Select(number => ExampleRun.Full.Results[0] with
        {
            Benchmark = $"library-{number / 8}",
            Workload = $"fp16 variant {number}",
            Outcome = new Skipped(reasons[number % 4], "Install it, or name another interpreter with --python."),
        });
        return ExampleRun.Full with { Id = id, Results = [.. ExampleRun.Full.Results, .. measured, .. skipped] };
    }

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
