using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;

namespace StackBench.Tests.Comparison;

public sealed class StoredReportTests
{
    /// <summary>Twenty metrics whose runs differ by 1 %; of the first, the runs after are slower.</summary>
    private static ImmutableArray<MetricComparison> Judge(
        double[] factors, int before = 1, Func<StoredMetric, StoredMetric>? change = null, double runScatter = 0.01) =>
        StoredReport.Judge(
            [
                .. Enumerable.Range(0, 20).Select(i =>
                {
                    var random = new SplitMix64((ulong)i + 1);
                    ImmutableArray<double> Run(double factor)
                    {
                        var level = factor * Math.Exp(runScatter * random.NextNormal());
                        return [.. Enumerable.Range(0, 3).Select(_ => level * Math.Exp(0.002 * random.NextNormal()))];
                    }

                    var metric = new StoredMetric(
                        Basis(i), [.. Enumerable.Range(0, before).Select(_ => Run(1))],
                        [.. factors.Select(factor => Run(i == 0 ? factor : 1))]);
                    return i == 0 && change is not null ? change(metric) : metric;
                }),
            ],
            0.05);

    private static MetricComparison Basis(int number) => new()
    {
        Key = new ResultKey("gemm", $"w{number}", "cpu"),
        Metric = MetricDefinitions.Latency.Name,
        Unit = Unit.Second,
        Better = Better.Lower,
        Verdict = Verdict.TooFew,
        Alpha = 0.01,
        Threshold = 0.03,
    };

    [Theory]
    [InlineData(1, 1.5, Verdict.Regression)]
    [InlineData(1, 0.6, Verdict.Improvement)]
    [InlineData(1, 1.09, Verdict.Suspected)]
    [InlineData(1, 1.0, Verdict.Inconclusive)]
    [InlineData(5, 1.5, Verdict.Regression)]
    public void One_changed_metric_among_twenty(int before, double factor, Verdict expected)
    {
        var report = Judge([factor], before);
        Assert.Equal(expected, report[0].Verdict);
        Assert.All(report.Skip(1), metric =>
            Assert.DoesNotContain(metric.Verdict, new[] { Verdict.Regression, Verdict.Improvement, Verdict.Suspected }));
    }

    [Fact]
    public void The_reason_says_what_a_verdict_rests_on() =>
        Assert.Matches(@"^one run a side: \d+(\.\d)? x the scatter of the other 19 metrics$", Judge([1.5], runScatter: 0.02)[0].Reason);

    [Fact]
    public void Two_runs_that_agree_show_what_one_cannot()
    {
        Assert.Equal(Verdict.Suspected, Judge([1.09])[0].Verdict);
        Assert.Equal(Verdict.Regression, Judge([1.09, 1.09])[0].Verdict);
    }

    /// <summary>Noise that hits one of two runs is no regression, however large.</summary>
    [Fact]
    public void Two_runs_that_disagree_show_nothing()
    {
        var metric = Judge([3.0, 0.99])[0];
        Assert.Equal((Verdict.Inconclusive, 1.0), (metric.Verdict, metric.PValue));
    }

    /// <summary>One unlucky run before makes every later one look better.</summary>
    [Fact]
    public void Repeating_the_new_side_does_not_confirm_an_improvement_over_one_run()
    {
        Assert.Equal(Verdict.Inconclusive, Judge([1 / 1.08, 1 / 1.08])[0].Verdict);
        Assert.Equal(Verdict.Improvement, Judge([1 / 1.08, 1 / 1.08], before: 3)[0].Verdict);
    }

    [Fact]
    public void What_carries_no_verdict_is_suspected_at_most()
    {
        var metric = Judge([1.5], change: metric => metric with { OnlySuspectedBecause = "both sides were contended" })[0];
        Assert.Equal(Verdict.Suspected, metric.Verdict);
        Assert.EndsWith("but both sides were contended", metric.Reason, StringComparison.Ordinal);
    }

    /// <summary>Launches that overlap are no separation, whatever their centres say; stored runs need none.</summary>
    [Fact]
    public void One_run_a_side_needs_launches_apart()
    {
        StoredMetric Overlap(StoredMetric metric) => metric with { Candidate = [[1.6, 1.6, 0.99]] };
        Assert.Equal(1, Judge([1.6], change: Overlap)[0].PValue);
        Assert.True(Judge([1.6], before: 3, change: Overlap)[0].PValue < 0.2);
    }

    /// <summary>Runs of other states of the stack say how much runs of this machine differ: here 10 %, so that 50 % is little.</summary>
    [Fact]
    public void Scatter_in_other_states_counts()
    {
        ImmutableArray<double> restless = [-0.15, 0.12, -0.1, 0.14, 0];
        var metric = Judge([1.5], change: metric => metric with { OtherStates = [restless] })[0];
        Assert.NotEqual(Verdict.Regression, metric.Verdict);
        Assert.EndsWith("x the scatter from run to run", metric.Reason, StringComparison.Ordinal);
    }

    /// <summary>Neighbours within 1 %, and one step of 20 % among them that no fact explains.</summary>
    [Fact]
    public void An_old_step_hides_no_new_one()
    {
        ImmutableArray<double> stepped =
            [.. Enumerable.Range(0, 20).Select(run => (run < 10 ? 0.2 : 0) + (run % 2 * 0.01))];
        Assert.Equal(Verdict.Regression, Judge([1.5], change: metric => metric with { OtherStates = [stepped] })[0].Verdict);
    }

    [Fact]
    public void What_was_measured_is_neither_faster_nor_slower()
    {
        var prompts = MetricDefinitions.Serving.Single(metric => metric.Name == "median-prompt-tokens");
        var comparison = Comparer.Compare(
            [Runs.Of(1, Runs.Result("x", prompts, [64, 64, 64]))], Runs.Of(2, Runs.Result("x", prompts, [192, 192, 192])),
            ComparisonOptions.Default);
        Assert.Equal(Verdict.NotComparable, Assert.Single(comparison.Metrics).Verdict);
    }

    [Fact]
    public void The_columns_are_what_the_change_is_made_of()
    {
        foreach (var metric in Judge([1.5, 1.4], before: 4))
            Assert.Equal(metric.Ratio!.Value, metric.Candidate!.Value / metric.Baseline!.Value, 10);
    }

    /// <summary>
    /// t of 3 degrees of freedom: P(T > 4.5407) = 0.01 (tables); of 2, P(T > 6.9646) = 0.01. Without launches to tell, twice as wide.
    /// </summary>
    [Theory]
    [InlineData(4, 1.0, 4.5407)]
    [InlineData(2, 1.5, 6.9646)]
    [InlineData(0, 2.0, 6.9646)]
    public void Little_evidence_widens(int launchFreedom, double widening, double quantile)
    {
        var evidence = new RunEvidence(0, [0.1], 0, launchFreedom, null, 0, 1, 3, 3, IsSeparate: true);
        var noise = RunNoise.Of(evidence, others: 0.0, isRepeated: false);
        Assert.Equal(widening * 0.012, noise.Scale, 12);
        Assert.Equal(widening * 0.012 * quantile, noise.HalfWidth(0.01), 5);
        Assert.Equal(0.01, noise.PValue(-widening * 0.012 * quantile), 5);
    }
}
