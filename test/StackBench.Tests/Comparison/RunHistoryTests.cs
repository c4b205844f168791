using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Tests.Comparison;

/// <summary>What other runs of the machine say of one run against one.</summary>
public sealed class RunHistoryTests
{
    private static readonly Run Before = Runs.Of(30, [Runs.Latency("a", 0.999, 1, 1.001), .. Others]);
    private static readonly Run After = Runs.Of(31, [Runs.Latency("a", 1.149, 1.15, 1.151), .. Others]);

    private static BenchmarkResult[] Others =>
        [.. Enumerable.Range(0, 8).Select(i => Runs.Latency($"other {i}", 0.999, 1, 1.001))];

    [Fact]
    public void A_change_within_the_usual_scatter_of_the_machine_is_no_regression()
    {
        Assert.Equal(Verdict.Regression, Of(History(0.002)));
        Assert.NotEqual(Verdict.Regression, Of(History(0.1)));
    }

    [Fact]
    public void Each_state_of_the_machine_scatters_about_its_own_level()
    {
        // The upgrade halfway made everything three times faster: that is no scatter.
        Run[] upgraded = [.. History(0.002, level: 3).Select(run => run with
        {
            Id = run.Id + "-old",
            Fingerprint = run.Fingerprint.With([new("engine.libtorch.version", "0.1", FactRole.Cause)]),
        })];
        Assert.Equal(Verdict.Regression, Of([.. History(0.002), .. upgraded]));
    }

    [Fact]
    public void It_does_not_move_the_baseline_and_counts_no_run_twice()
    {
        var plain = Compare([]);
        var same = Compare([Before, After]);
        Assert.Equal(plain.Metrics.Select(metric => metric.PValue), same.Metrics.Select(metric => metric.PValue));
        var slow = Compare(History(0.002, level: 5)).Metrics[0];
        Assert.Equal((1, 1), (slow.BaselineCount, slow.CandidateCount));
        Assert.Equal(1, slow.Baseline!.Value, 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.PositiveInfinity)]
    public void A_broken_value_of_an_earlier_run_is_left_out(double value)
    {
        var broken = Compare([Runs.Of(5, Runs.Latency("a", value, 1, 1))]);
        Assert.Equal(Compare([]).Metrics.Select(metric => metric.PValue), broken.Metrics.Select(metric => metric.PValue));
    }

    private static Verdict Of(Run[] history) => Compare(history).Metrics[0].Verdict;

    private static RunComparison Compare(Run[] history) =>
        Comparer.Compare([Before], After, ComparisonOptions.Default with { History = [.. history] });

    private static Run[] History(double scatter, double level = 1) =>
    [
        .. InTurns(Runs.Around(level, scatter, 10))
            .Select((value, i) => Runs.Of(20 - i, Runs.Latency("a", value * 0.999, value, value * 1.001))),
    ];

    // Neighbours apart, as noise has them.
    private static IEnumerable<double> InTurns(double[] ordered) => ordered.Select((_, i) => ordered[i * 3 % ordered.Length]);
}
