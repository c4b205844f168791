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
    private const int Reports = 400;
    private const double FamilyAlpha = 0.05;

    private static readonly (int Before, int After)[] Designs = [(1, 1), (2, 1), (5, 1), (10, 1), (1, 2), (2, 2), (5, 2), (10, 2)];

    private static readonly (int Before, int After, double Change, double Power)[] Powers =
    [
        (1, 1, 0.50, 0.93), (1, 1, 4.9, 0.99), (1, 2, 0.20, 0.78), (1, 2, 0.50, 0.93),
        (2, 2, 0.10, 0.65), (2, 2, 0.20, 0.82), (5, 1, 0.20, 0.60), (5, 1, 0.50, 0.86),
        (5, 2, 0.05, 0.48), (5, 2, 0.10, 0.75), (5, 2, 0.20, 0.90),
    ];

    /// <summary>In order, on all cores: each case has a seed of its own.</summary>
    public static IEnumerable<StatisticsCheck> Run() => Cases().AsParallel().AsOrdered().Select(Check);

    private static IEnumerable<Case> Cases()
    {
        foreach (var (before, after) in Designs)
            foreach (var metrics in new[] { 10, 20, 40 })
                yield return new Case(before, after, 3, metrics, Change: 0, Promise.AtMost, FamilyAlpha);
        foreach (var (before, after) in new[] { (1, 1), (1, 2), (2, 2) })
            foreach (var metrics in new[] { 10, 20, 40 })
                yield return new Case(before, after, 3, metrics, Change: 0, Promise.AtMost, FamilyAlpha, History: 10);
        foreach (var launches in new[] { 1, 5 })
            foreach (var before in new[] { 1, 5 })
                yield return new Case(before, 1, launches, 20, Change: 0, Promise.AtMost, FamilyAlpha);
        foreach (var (before, after, change, power) in Powers)
            yield return new Case(before, after, 3, 20, change, Promise.AtLeast, power);
    }

    private static StatisticsCheck Check(Case simulated)
    {
        var (before, after, launches, metrics, change, promise, rate, history) = simulated;
        var random = new SplitMix64((ulong)((before * 1_000_000) + (after * 10_000) + (launches * 1_000) + metrics + (history * 100)));
        var count = Enumerable.Range(0, Reports).Count(_ => IsFound(Report(simulated, random), change));
        var what = change == 0 ? "any false regression" : $"+{NumberText.Share(change)} is a regression";
        var of = launches == 1 ? "1 launch" : FormattableString.Invariant($"{launches} launches");
        var name = string.Create(CultureInfo.InvariantCulture, $"{before}+{after} runs of {of}"
            + $"{(history > 0 ? $", {history} earlier" : "")}, {metrics} metrics: {what}");
        return new StatisticsCheck("stored runs under real run-to-run noise", name, promise, rate, count, Reports);
    }

    private sealed record Case(
        int Before, int After, int Launches, int Metrics, double Change, Promise Promise, double Rate, int History = 0);

    private static bool IsFound(ImmutableArray<MetricComparison> report, double change) =>
        change == 0 ? report.Any(metric => metric.Verdict == Verdict.Regression) : report[0].Verdict == Verdict.Regression;

    /// <summary>Times of calls, of which the first metric's are longer in the runs after.</summary>
    private static ImmutableArray<MetricComparison> Report(Case simulated, SplitMix64 random)
    {
        var (before, change, history) = (simulated.Before, simulated.Change, simulated.History);
        var noise = RunToRunNoise.Draw(simulated.Metrics, before + simulated.After + history, simulated.Launches, random);
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
