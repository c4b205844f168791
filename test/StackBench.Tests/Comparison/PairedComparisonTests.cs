using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Statistics;
using StackBench.Core.Units;
using StackBench.Core.Validation;

namespace StackBench.Tests.Comparison;

public sealed class PairedComparisonTests
{
    private static readonly PairedPlan Plan = new();

    [Fact]
    public void Screening_takes_its_pairs_first()
    {
        var step = Assert.IsType<MorePairs>(PairedComparison.Next(Plan, [Metric("a", 1, 0), Metric("b", 1, 4)], []));
        Assert.Equal((false, 7), (step.IsConfirmation, step.Pairs));
        Assert.Equal(["a", "b"], step.Metrics.Select(metric => metric.Key.Workload));
    }

    [Fact]
    public void Equal_sides_are_decided_after_screening()
    {
        var decided = Assert.IsType<PairsDecided>(PairedComparison.Next(Plan, [Metric("a", 1.001, 7)], []));
        Assert.Equal(Verdict.NoChange, Assert.Single(decided.Metrics).Verdict);
    }

    [Theory]
    [InlineData(1.1, Better.Lower, Verdict.Regression)]
    [InlineData(0.9, Better.Lower, Verdict.Improvement)]
    [InlineData(1.1, Better.Higher, Verdict.Improvement)]
    [InlineData(0.9, Better.Higher, Verdict.Regression)]
    public void A_change_is_confirmed_on_fresh_pairs(double factor, Better better, Verdict expected)
    {
        ImmutableArray<PairedMetric> screening = [Metric("same", 1, 7), Metric("a", factor, 7, better)];
        var more = Assert.IsType<MorePairs>(PairedComparison.Next(Plan, screening, []));
        Assert.Equal((true, 10, "a"), (more.IsConfirmation, more.Pairs, Assert.Single(more.Metrics).Key.Workload));
        var further = Assert.IsType<MorePairs>(PairedComparison.Next(Plan, screening, [Metric("a", factor, 6, better)]));
        Assert.Equal(4, further.Pairs);
        var decided = Assert.IsType<PairsDecided>(PairedComparison.Next(Plan, screening, [Metric("a", factor, 10, better)]));
        Assert.Equal([Verdict.NoChange, expected], decided.Metrics.Select(metric => metric.Verdict));
        Assert.Equal(1.0 / 1024, decided.Metrics[1].AdjustedPValue!.Value, 12);
    }

    /// <summary>
    /// 2 % are half of the threshold and more, so they are looked at again; fresh pairs show them and yet they do not matter.
    /// </summary>
    [Theory]
    [InlineData(1.02)]
    [InlineData(0.98)]
    public void A_change_within_the_threshold_is_shown_and_small(double factor)
    {
        ImmutableArray<PairedMetric> screening = [Metric("a", factor, 7)];
        Assert.IsType<MorePairs>(PairedComparison.Next(Plan, screening, []));
        var decided = Assert.IsType<PairsDecided>(PairedComparison.Next(Plan, screening, [Metric("a", factor, 10)]));
        var metric = Assert.Single(decided.Metrics);
        Assert.True(metric.AdjustedPValue <= Plan.FamilyAlpha);
        Assert.True(factor > 1 ? metric.Interval!.Value.Low > 1 : metric.Interval!.Value.High < 1);
        Assert.True(metric.Verdict is Verdict.SmallChange or Verdict.NoChange, $"{metric.Verdict}");
    }

    [Fact]
    public void What_fresh_pairs_cannot_confirm_any_more_ends_early()
    {
        ImmutableArray<PairedMetric> screening = [Metric("a", 1.1, 7)];
        var step = PairedComparison.Next(Plan, screening, [Metric("a", 0.97, 6)]);
        var hopeless = Assert.IsType<PairsHopeless>(step);
        Assert.NotEqual(Verdict.Regression, Assert.Single(hopeless.Metrics).Verdict);
        Assert.IsType<MorePairs>(PairedComparison.Next(Plan, screening, [Metric("a", 0.97, 2)]));
    }

    [Fact]
    public void Too_much_noise_is_hopeless_at_once()
    {
        double[] before = Runs.Around(100, 0.3, 7), after = [.. Runs.Around(100, 0.3, 7).Reverse()];
        var hopeless = Assert.IsType<PairsHopeless>(
            PairedComparison.Next(Plan, [Metric("a", 1, 0) with { Baseline = [.. before], Candidate = [.. after] }], []));
        Assert.Contains("more than 40 pairs", hopeless.Reason, StringComparison.Ordinal);
        Assert.Equal(Verdict.Inconclusive, Assert.Single(hopeless.Metrics).Verdict);
    }

    /// <summary>Hopeless is what needs more pairs than the plan allows, in every metric.</summary>
    [Fact]
    public void Noise_is_hopeless_where_all_metrics_need_more_pairs_than_planned()
    {
        double[] before = Runs.Around(100, 0.3, 7), after = [.. Runs.Around(100, 0.3, 7).Reverse()];
        var noisy = Metric("a", 1, 0) with { Baseline = [.. before], Candidate = [.. after] };
        var metric = Assert.Single(Assert.IsType<PairsHopeless>(PairedComparison.Next(Plan, [noisy], [])).Metrics);
        var needed = metric.BaselineCount + metric.NeededMore!.Value;
        Assert.IsType<PairsDecided>(PairedComparison.Next(Plan with { MaximumPairs = needed }, [noisy], []));
        Assert.IsType<PairsHopeless>(PairedComparison.Next(Plan with { MaximumPairs = needed - 1 }, [noisy], []));
        Assert.IsType<PairsDecided>(PairedComparison.Next(Plan, [noisy, Metric("same", 1, 7)], []));
    }

    [Fact]
    public void The_plan_is_that_of_the_documents() => Assert.Equal(new PairedPlan(7, 10, 40, 0.1, 0.05, 0.01), Plan);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(50, 10)]
    [InlineData(52, 11)]
    [InlineData(200, 12)]
    public void Many_metrics_take_more_pairs_to_confirm(int metrics, int pairs) => Assert.Equal(pairs, Plan.ConfirmationFor(metrics));

    [Fact]
    public void Sides_of_different_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => PairedComparison.Next(Plan, [Metric("a", 1, 8) with { Candidate = [1, 2, 3] }], []));

    /// <summary>200 metrics, a fifth bimodal: the family rate of false verdicts stays within 5 %, and +5 % is found.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(1.05)]
    public void Family_rate_and_power_of_two_stages(double factor)
    {
        const int reports = 60, metrics = 200;
        var random = new SplitMix64(17);
        var (alarms, found) = (0, 0);
        for (var report = 0; report < reports; report++)
        {
            ImmutableArray<PairedMetric> Draw(IEnumerable<int> which, int pairs) =>
                [.. which.Select(i => Drawn(i, pairs, i == 0 ? factor : 1, random))];
            var screening = Draw(Enumerable.Range(0, metrics), Plan.ScreeningPairs);
            var step = PairedComparison.Next(Plan, screening, []);
            if (step is MorePairs more)
                step = PairedComparison.Next(Plan, screening,
                    Draw(more.Metrics.Select(metric => int.Parse(metric.Key.Workload, System.Globalization.CultureInfo.InvariantCulture)),
                        more.Pairs));
            var judged = step switch
            {
                PairsDecided decided => decided.Metrics,
                PairsHopeless hopeless => hopeless.Metrics,
                _ => throw new InvalidOperationException(),
            };
            if (judged.Any(metric => metric.Verdict == Verdict.Regression && metric.Key.Workload != "0")) alarms++;
            if (judged.Any(metric => metric.Verdict == Verdict.Regression && metric.Key.Workload == "0")) found++;
        }

        Assert.True(alarms <= BinomialBand.Of(reports, 0.05, 0.01).High, $"{alarms} of {reports}");
        if (factor > 1) Assert.True(found >= reports * 0.95, $"{found} of {reports}");
    }

    private static PairedMetric Drawn(int number, int pairs, double factor, SplitMix64 random)
    {
        var kind = number % 5 == 4 ? SimulatedNoise.Bimodal : number % 10 == 3 ? SimulatedNoise.HeavyTails : SimulatedNoise.Normal;
        return Metric(number.ToString(System.Globalization.CultureInfo.InvariantCulture), 1, 0) with
        {
            Baseline = [.. kind.Draw(pairs, random)],
            Candidate = [.. kind.Draw(pairs, random).Select(value => value * factor)],
        };
    }

    private static PairedMetric Metric(string workload, double factor, int pairs, Better better = Better.Lower)
    {
        var before = pairs < 2 ? [.. Enumerable.Repeat(100.0, pairs)] : Runs.Around(100, 0.004, pairs);
        return new PairedMetric(new("gemm", workload, "cpu"), "latency", Unit.Second, better, 0.03, 0, [.. before], [.. before.Reverse()
            .Select(value => value * factor)]);
    }
}
