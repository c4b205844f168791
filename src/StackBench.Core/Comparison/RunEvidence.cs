using System.Collections.Immutable;
using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>
/// What the launches of a metric say by themselves, on the scale of logarithms: how far its runs lie apart, and by how much launches and
/// runs scatter without a change.
/// </summary>
/// <param name="BaselineCenter">Mean of the Hodges-Lehmann centres of the baseline's runs.</param>
/// <param name="Shifts">Of each candidate run from that centre, above zero is worse.</param>
/// <param name="LaunchVariance">Pooled within runs; zero where no run has two launches.</param>
/// <param name="LaunchFreedom">Degrees of freedom of <paramref name="LaunchVariance"/>.</param>
/// <param name="RunVariance">Of run centres of one state of the machine, pooled over its states; null where no state has two runs.</param>
/// <param name="RunFreedom">Degrees of freedom of <paramref name="RunVariance"/>.</param>
/// <param name="IsSeparate">Whether every candidate launch lies beyond every baseline launch, on the side of its run's shift.</param>
public sealed record RunEvidence(
    double BaselineCenter,
    ImmutableArray<double> Shifts,
    double LaunchVariance,
    int LaunchFreedom,
    double? RunVariance,
    int RunFreedom,
    int BaselineRuns,
    double BaselineLaunches,
    double CandidateLaunches,
    bool IsSeparate)
{
    public static RunEvidence Of(StoredMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var sign = Orientation.Sign(metric.Basis.Better);
        double[][] baseline = [.. metric.Baseline.Select(run => Logs(run, sign))];
        double[][] candidate = [.. metric.Candidate.Select(run => Logs(run, sign))];
        double[] centers = [.. baseline.Select(run => HodgesLehmann.Center(run))];
        var center = centers.Average();
        ImmutableArray<double> shifts = [.. candidate.Select(run => HodgesLehmann.Center(run) - center)];
        var (launchSquares, launchFreedom) = Within([.. baseline, .. candidate]);
        var (runSquares, runFreedom) = Within([centers]);
        foreach (var (squares, freedom) in metric.OtherStates.Select(state => BetweenNeighbours(state.AsSpan())))
            (runSquares, runFreedom) = (runSquares + squares, runFreedom + freedom);
        return new RunEvidence(
            center,
            shifts,
            launchFreedom > 0 ? launchSquares / launchFreedom : 0,
            launchFreedom,
            runFreedom > 0 ? runSquares / runFreedom : null,
            runFreedom,
            baseline.Length,
            HarmonicMean(baseline),
            HarmonicMean(candidate),
            IsApart(baseline, candidate, shifts[0] > 0));
    }

    private static double[] Logs(ImmutableArray<double> values, int sign)
    {
        var logs = new double[values.Length];
        for (var i = 0; i < logs.Length; i++) logs[i] = sign * Math.Log(values[i]);
        return logs;
    }

    private static (double Squares, int Freedom) Within(double[][] groups)
    {
        var (squares, freedom) = (0.0, 0);
        foreach (var group in groups)
        {
            var mean = group.Average();
            foreach (var value in group) squares += (value - mean) * (value - mean);
            freedom += group.Length - 1;
        }

        return (squares, freedom);
    }

    // By von Neumann et al. (1941): half the mean square of successive differences, which a change that nobody recorded hardly moves. Two
    // of them have a run in common, so that n runs say as much as two thirds of n - 1 (exactly 2 (n - 1)^2 / (3 n - 4)).
    private static (double Squares, int Freedom) BetweenNeighbours(ReadOnlySpan<double> runs)
    {
        if (runs.Length < 2) return (0, 0);
        var squares = 0.0;
        for (var i = 1; i < runs.Length; i++) squares += (runs[i] - runs[i - 1]) * (runs[i] - runs[i - 1]);
        var differences = runs.Length - 1;
        var freedom = 2 * differences * differences / ((3 * runs.Length) - 4);
        return (squares / (2 * differences) * freedom, freedom);
    }

    // The variance of a centre is that of a launch over their number; of unequal runs the harmonic mean counts.
    private static double HarmonicMean(double[][] runs) => runs.Length / runs.Sum(run => 1.0 / run.Length);

    private static bool IsApart(double[][] baseline, double[][] candidate, bool isWorse) => isWorse
        ? candidate.Min(run => run.Min()) > baseline.Max(run => run.Max())
        : candidate.Max(run => run.Max()) < baseline.Min(run => run.Min());
}
