using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;

namespace StackBench.Core.Validation;

/// <summary>
/// Reports against stored runs under <see cref="RunToRunNoise"/>: any false regression in a report without a change at most at the family's
/// rate, and one changed metric found. The promised powers are those measured when the rules were chosen, less what sampling may lose.
/// </summary>
internal static class StoredSimulation
{
    private const int Reports = 600;
    private const int Launches = 3;
    private const double FamilyAlpha = 0.05;

    private static readonly (int Before, int After, double Change, double Power)[] Powers =
    [
        (1, 1, 0.50, 0.93), (1, 1, 4.9, 0.99), (1, 2, 0.20, 0.78), (1, 2, 0.50, 0.93),
        (2, 2, 0.10, 0.65), (2, 2, 0.20, 0.82), (5, 1, 0.20, 0.60), (5, 1, 0.50, 0.86),
        (5, 2, 0.05, 0.48), (5, 2, 0.10, 0.75), (5, 2, 0.20, 0.90),
    ];

    public static IEnumerable<StatisticsCheck> Run()
    {
        foreach (var (before, after) in new[] { (1, 1), (2, 1), (5, 1), (10, 1), (1, 2), (2, 2), (5, 2), (10, 2) })
            foreach (var metrics in new[] { 10, 20, 40 })
                yield return Check(before, after, metrics, change: 0, Promise.AtMost, FamilyAlpha);
        foreach (var (before, after) in new[] { (1, 1), (1, 2), (2, 2) })
            foreach (var metrics in new[] { 10, 20, 40 })
                yield return Check(before, after, metrics, change: 0, Promise.AtMost, FamilyAlpha, history: 10);
        foreach (var (before, after, change, power) in Powers)
            yield return Check(before, after, 20, change, Promise.AtLeast, power);
    }

    private static StatisticsCheck Check(int before, int after, int metrics, double change, Promise promise, double rate, int history = 0)
    {
        var random = new SplitMix64((ulong)((before * 1_000_000) + (after * 10_000) + metrics + (history * 100)));
        var count = Enumerable.Range(0, Reports).Count(_ => IsFound(Report(history, before, after, metrics, change, random), change));
        var what = change == 0 ? "any false regression" : $"+{NumberText.Share(change)} is a regression";
        var name = string.Create(CultureInfo.InvariantCulture, $"{before}+{after} runs of {Launches} launches"
            + $"{(history > 0 ? $", {history} earlier" : "")}, {metrics} metrics: {what}");
        return new StatisticsCheck("stored runs under real run-to-run noise", name, promise, rate, count, Reports);
    }

    private static bool IsFound(ImmutableArray<MetricComparison> report, double change) =>
        change == 0 ? report.Any(metric => metric.Verdict == Verdict.Regression) : report[0].Verdict == Verdict.Regression;

    /// <summary>Times of calls, of which the first metric's are longer by <paramref name="change"/> in the runs after.</summary>
    private static ImmutableArray<MetricComparison> Report(
        int history, int before, int after, int metrics, double change, SplitMix64 random)
    {
        var noise = RunToRunNoise.Draw(metrics, before + after + history, Launches, random);
        return StoredReport.Judge(
            [
                .. noise.Select((runs, i) => Metric(i, runs[..before], runs[before..^history], i == 0 ? 1 + change : 1) with
                {
                    OtherStates = history == 0 ? [] : [[.. runs[^history..].Select(RunValues.Center)]],
                }),
            ],
            FamilyAlpha);
    }

    private static StoredMetric Metric(
        int number, ImmutableArray<ImmutableArray<double>> before, ImmutableArray<ImmutableArray<double>> after, double factor) => new(
        new MetricComparison
        {
            Key = new ResultKey("simulated", number.ToString(CultureInfo.InvariantCulture), "cpu"),
            Metric = MetricDefinitions.Latency.Name,
            Unit = Unit.Second,
            Better = Better.Lower,
            Verdict = Verdict.TooFew,
            Alpha = ComparisonOptions.Default.Alpha,
            Threshold = MetricDefinitions.Latency.Threshold,
        },
        before,
        [.. after.Select(run => run.Select(value => value * factor).ToImmutableArray())]);
}
