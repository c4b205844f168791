using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;

namespace StackBench.Core.Validation;

/// <summary>
/// Reports in two stages: any false regression in a report at most at the family's rate, and one slow metric found.
/// </summary>
internal static class FamilySimulation
{
    private const int Reports = 200;
    private const string Slow = "0";

    private static readonly PairedPlan Plan = new();

    private static readonly (int Metrics, double Variation, double Power)[] Families = [(20, 0.02, 0.70), (200, 0.01, 0.95)];

    public static IEnumerable<StatisticsCheck> Run() =>
        Families.SelectMany(family => Run(family.Metrics, family.Variation, family.Power));

    private static IEnumerable<StatisticsCheck> Run(int metrics, double variation, double power)
    {
        var random = new SplitMix64(45);
        var (alarms, found) = (0, 0);
        for (var report = 0; report < Reports; report++)
        {
            var regressions = Report(metrics, variation, random).Where(metric => metric.Verdict == Verdict.Regression)
                .Select(metric => metric.Key.Workload).ToArray();
            if (regressions.Any(name => name != Slow)) alarms++;
            if (regressions.Contains(Slow)) found++;
        }

        var group = $"reports of {metrics} metrics in two stages";
        yield return new StatisticsCheck(group, "any false regression", Promise.AtMost, Plan.FamilyAlpha, alarms, Reports);
        yield return new StatisticsCheck(
            group, $"one metric 5 % slower at {NumberText.Share(variation)} noise is found", Promise.AtLeast, power, found, Reports);
    }

    private static ImmutableArray<MetricComparison> Report(int metrics, double variation, SplitMix64 random)
    {
        ImmutableArray<PairedMetric> screening =
            [.. Enumerable.Range(0, metrics).Select(i => Draw(i, Plan.ScreeningPairs, variation, random))];
        var step = PairedComparison.Next(Plan, screening, []);
        if (step is MorePairs more)
            step = PairedComparison.Next(Plan, screening,
                [.. more.Metrics.Select(metric =>
                    Draw(int.Parse(metric.Key.Workload, CultureInfo.InvariantCulture), more.Pairs, variation, random))]);
        return step switch
        {
            PairsDecided decided => decided.Metrics,
            PairsHopeless hopeless => hopeless.Metrics,
            _ => throw new InvalidOperationException($"two stages end with {step}"),
        };
    }

    // A fifth bimodal, a tenth with heavy tails, the rest normal.
    private static PairedMetric Draw(int number, int pairs, double variation, SplitMix64 random)
    {
        var noise = number % 5 == 4 ? SimulatedNoise.Bimodal : number % 10 == 3 ? SimulatedNoise.HeavyTails : SimulatedNoise.Normal;
        var name = number.ToString(CultureInfo.InvariantCulture);
        var factor = name == Slow ? 1.05 : 1;
        return new PairedMetric(
            new ResultKey("simulated", name, "cpu"),
            MetricDefinitions.Latency.Name,
            Unit.Second,
            Better.Lower,
            0.03,
            0,
            [.. noise.Draw(pairs, random, variation)],
            [.. noise.Draw(pairs, random, variation).Select(value => value * factor)]);
    }
}
