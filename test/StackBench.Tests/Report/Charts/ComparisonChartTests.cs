using StackBench.Core.Comparison;
using StackBench.Report.Charts;
using StackBench.Tests.Screens;

namespace StackBench.Tests.Report.Charts;

public sealed class ComparisonChartTests
{
    [Fact]
    public void Another_metric_that_got_worse_is_drawn_beside_the_headline()
    {
        var comparison = ScreenStates.Compared(100).Comparison!;
        var headline = comparison.Metrics.First(metric => metric.Verdict is Verdict.Inconclusive);
        var extended = comparison with
        {
            Metrics =
                [.. comparison.Metrics, headline with { Metric = "p99-ttft", Ratio = 2, Verdict = Verdict.Regression },
                    headline with { Metric = "goodput", Ratio = 1.5 }],
        };
        var rows = ComparisonChart.Rows(extended, (_, name) => name);
        Assert.Equal($"{headline.Key.Benchmark} {headline.Key.Workload} p99-ttft", rows[0].Label);
        Assert.Equal(comparison.Metrics.Length + 1, rows.Length);
    }
}
