using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Units;

namespace StackBench.Tests.Comparison;

/// <summary>What launches and runs say of their own noise, by hand on the scale of logarithms.</summary>
public sealed class StoredEvidenceTests
{
    private const double Missing = double.NaN;

    /// <summary>
    /// Centres 0.1 and 0.35, so 0.225 and 0.0313 of squares between them; 0.03 within three runs of 2 + 1 + 1 degrees of freedom; 3 and 2
    /// launches count as 2 / (1/3 + 1/2).
    /// </summary>
    [Theory]
    [InlineData(Better.Lower, 1)]
    [InlineData(Better.Higher, -1)]
    public void Scatter_within_and_between_runs(Better better, int sign)
    {
        var evidence = Of(better, [[0, 0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6]]);
        Assert.Equal(0.225 * sign, evidence.BaselineCenter, 12);
        Assert.Equal(0.325 * sign, Assert.Single(evidence.Shifts), 12);
        Assert.Equal(0.0075, evidence.LaunchVariance, 12);
        Assert.Equal(0.03125, evidence.RunVariance!.Value, 12);
        Assert.Equal((4, 1, 2), (evidence.LaunchFreedom, evidence.RunFreedom, evidence.BaselineRuns));
        Assert.Equal(2.4, evidence.BaselineLaunches, 12);
        Assert.Equal(2, evidence.CandidateLaunches, 12);
        Assert.True(evidence.IsSeparate);
    }

    /// <summary>Differences 0.1, 0.2 and -0.1: half their mean square is 0.01, with 2 x 9 / 8 degrees of freedom, rounded down.</summary>
    [Fact]
    public void Neighbours_of_other_states_count_by_their_differences()
    {
        var evidence = Of(Better.Lower, [[0, 0.1, 0.2], [0.3, 0.4]], [[0.5]], [0, 0.1, 0.3, 0.2], [7], [1, 1.2]);
        Assert.Equal(1 + 2 + 1, evidence.RunFreedom);
        Assert.Equal((0.03125 + (2 * 0.01) + 0.02) / 4, evidence.RunVariance!.Value, 12);
        Assert.Null(Of(Better.Lower, [[0, 0.1]], [[0.5]], [7]).RunVariance);
    }

    [Fact]
    public void Single_launches_have_no_scatter()
    {
        var evidence = Of(Better.Lower, [[0]], [[0.5]]);
        Assert.Equal((0.0, 0, 0), (evidence.LaunchVariance, evidence.LaunchFreedom, evidence.RunFreedom));
        Assert.Null(evidence.RunVariance);
    }

    [Theory]
    [InlineData(0.3, 0.5, true)]
    [InlineData(0.2, 0.5, false)]
    [InlineData(0.1, 0.5, false)]
    [InlineData(-0.5, -0.1, true)]
    [InlineData(-0.5, 0, false)]
    [InlineData(-0.5, 0.1, false)]
    public void Launches_that_touch_are_not_apart(double low, double high, bool expected) =>
        Assert.Equal(expected, Of(Better.Lower, [[0, 0.2], [0.1, 0.2]], [[low, high]]).IsSeparate);

    /// <summary>
    /// Variance of a launch 4e-4, four launches against two: 3e-4 without known runs, 2e-4 (1 + 1/2) of two runs with; of a run
    /// <paramref name="runs"/> (1 + 1/2). Prior: 0.012, alone 0.03, repeated 0.005.
    /// </summary>
    [Theory]
    [InlineData(Missing, 0.01, false, 3e-4 + 1e-4 + 1.44e-4, NoiseSource.Launches)]
    [InlineData(Missing, 0.02, false, 3e-4 + 4e-4 + 1.44e-4, NoiseSource.OtherMetrics)]
    [InlineData(Missing, Missing, false, 3e-4 + 9e-4, NoiseSource.Prior)]
    [InlineData(Missing, 0.01, true, 3e-4 + 1e-4 + 0.25e-4, NoiseSource.Launches)]
    [InlineData(8e-4, 0.01, false, 12e-4 + 1e-4 + 0.25e-4, NoiseSource.Runs)]
    [InlineData(1e-4, 0.01, false, 3e-4 + 1e-4 + 0.25e-4, NoiseSource.Launches)]
    [InlineData(1e-4, 0.03, false, 3e-4 + 9e-4 + 0.25e-4, NoiseSource.OtherMetrics)]
    [InlineData(2e-4, 0.0, true, 3e-4 + 0.25e-4, NoiseSource.Runs)]
    public void Noise_is_what_its_parts_add_up_to(double runs, double others, bool isRepeated, double variance, NoiseSource source)
    {
        var evidence = new RunEvidence(0, [0.1], 4e-4, 4, Optional(runs), 0, 2, 4, 2, IsSeparate: true);
        var noise = RunNoise.Of(evidence, Optional(others), isRepeated);
        Assert.Equal(Math.Sqrt(variance), noise.Scale, 12);
        Assert.Equal((source, 3.0), (noise.Source, noise.Freedom));
    }

    [Theory]
    [InlineData(0, 1, 2.0, 2)]
    [InlineData(1, 1, 1.5, 2)]
    [InlineData(1, 2, 1.5, 2)]
    [InlineData(2, 2, 1.0, 3)]
    public void Degrees_of_freedom_of_launches_and_runs_add_up(int launches, int runs, double widening, double freedom)
    {
        var noise = RunNoise.Of(new RunEvidence(0, [0.1], 0, launches, 0, runs, 1, 1, 1, IsSeparate: true), 0.0, isRepeated: false);
        Assert.Equal(widening * 0.005, noise.Scale, 12);
        Assert.Equal((freedom, NoiseSource.Prior), (noise.Freedom, noise.Source));
    }

    [Theory]
    [InlineData(10, 1, 0.01)]
    [InlineData(40, 1, 0.0025)]
    [InlineData(20, 2, 0.032)]
    [InlineData(80, 2, 0.016)]
    [InlineData(5, 2, 0.05)]
    [InlineData(20, 3, 0.045)]
    [InlineData(80, 4, 0.0225)]
    [InlineData(5, 4, 0.05)]
    [InlineData(160, 5, 0.025)]
    [InlineData(10, 5, 0.05)]
    public void Agreement_counts_less_among_many_metrics_and_few_runs(int metrics, int runs, double alpha) =>
        Assert.Equal(alpha, RunNoise.AgreementAlpha(metrics, runs), 12);

    [Theory]
    [InlineData(1, 1, NoiseSource.OtherMetrics, 3.14, "one run a side: 3.1 x the scatter of the other 21 metrics")]
    [InlineData(4, 1, NoiseSource.Runs, -2.5, "one run against 4: 2.5 x the scatter from run to run")]
    [InlineData(1, 2, NoiseSource.Launches, 0.99, "2 runs against one: within the scatter of its launches")]
    [InlineData(3, 2, NoiseSource.Prior, -0.5, "2 runs against 3: within the expected scatter")]
    public void A_reason_names_runs_and_yardstick(int before, int after, NoiseSource source, double size, string expected)
    {
        var evidence = new RunEvidence(0, [.. new double[after]], 0, 4, null, 0, before, 1, 1, IsSeparate: true);
        Assert.Equal(expected, StoredReason.Of(evidence, new RunNoise(0.1, 3, source), size * 0.1, 21));
    }

    [Fact]
    public void What_equals_its_yardstick_is_not_within_it()
    {
        var evidence = new RunEvidence(0, [0], 0, 4, null, 0, 1, 1, 1, IsSeparate: true);
        Assert.DoesNotContain(
            "within", StoredReason.Of(evidence, new RunNoise(0.5, 3, NoiseSource.Prior), 0.5, 0), StringComparison.Ordinal);
    }

    private static double? Optional(double value) => double.IsNaN(value) ? null : value;

    private static RunEvidence Of(Better better, double[][] baseline, double[][] candidate, params double[][] otherStates)
    {
        var basis = new MetricComparison
        {
            Key = new("gemm", "x", "cpu"),
            Metric = "m",
            Unit = Unit.Second,
            Better = better,
            Verdict = Verdict.TooFew,
        };
        return RunEvidence.Of(new StoredMetric(
            basis, [.. baseline.Select(run => run.Select(Math.Exp).ToImmutableArray())],
            [.. candidate.Select(run => run.Select(Math.Exp).ToImmutableArray())])
        {
            OtherStates = [.. otherStates.Select(state => state.ToImmutableArray())],
        });
    }
}
