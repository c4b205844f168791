using System.Numerics;
using Pragmastat;
using StackBench.Core.Statistics;
using StackBench.Core.Validation;

namespace StackBench.Tests.Statistics;

public sealed class RatioEstimateTests
{
    /// <summary>
    /// All arrangements of n + m distinct values into two samples are equally likely without a change: the interval must
    /// cover 1 in exactly the level told.
    /// </summary>
    [Theory]
    [InlineData(3, 3, 0.1)]
    [InlineData(4, 4, 0.05)]
    [InlineData(4, 6, 0.1)]
    [InlineData(5, 5, 0.05)]
    [InlineData(5, 5, 0.02)]
    [InlineData(6, 5, 0.1)]
    [InlineData(6, 6, 0.02)]
    [InlineData(6, 6, 0.2)]
    public void Unpaired_coverage_is_exact(int n, int m, double misrate)
    {
        double[] values = [.. Enumerable.Range(1, n + m).Select(i => Math.Exp(Math.Sqrt(i)))];
        int all = 0, covered = 0;
        var levels = new HashSet<double>();
        for (var chosen = 0u; chosen < 1u << (n + m); chosen++)
        {
            if (BitOperations.PopCount(chosen) != m) continue;
            double[] baseline = [.. values.Where((_, i) => (chosen >> i & 1) == 0)];
            double[] candidate = [.. values.Where((_, i) => (chosen >> i & 1) == 1)];
            var interval = Assert.IsType<RatioInterval>(RatioEstimate.Unpaired(baseline, candidate, misrate));
            Assert.InRange(interval.Ratio, interval.Low, interval.High);
            levels.Add(interval.Level);
            all++;
            if (interval.Low <= 1 && interval.High >= 1) covered++;
        }

        var level = Assert.Single(levels);
        Assert.Equal((double)covered / all, level, 14);
        Assert.True(level >= 1 - misrate - 1e-12);
        // One order statistic narrower would miss too often.
        var distribution = MannWhitneyDistribution.Of(n, m);
        var terms = CumulativeSum.TermsWithin(distribution.Cumulative, distribution.Maximum, misrate / 2);
        Assert.True(2 * distribution.Cumulative(terms) > misrate);
    }

    [Theory]
    [InlineData(5, 0.1)]
    [InlineData(6, 0.05)]
    [InlineData(7, 0.02)]
    [InlineData(8, 0.02)]
    [InlineData(10, 0.05)]
    public void Paired_coverage_is_exact(int n, double misrate)
    {
        var covered = 0;
        var levels = new HashSet<double>();
        for (var signs = 0; signs < 1 << n; signs++)
        {
            double[] candidate =
                [.. Enumerable.Range(1, n).Select(i => Math.Exp((signs >> (i - 1) & 1) == 1 ? Math.Sqrt(i) : -Math.Sqrt(i)))];
            var interval = Assert.IsType<RatioInterval>(RatioEstimate.Paired([.. Enumerable.Repeat(1.0, n)], candidate, misrate));
            levels.Add(interval.Level);
            if (interval.Low <= 1 && interval.High >= 1) covered++;
        }

        var level = Assert.Single(levels);
        Assert.Equal((double)covered / (1 << n), level, 14);
        Assert.True(level >= 1 - misrate - 1e-12);
    }

    [Theory]
    [InlineData(3, 4, 5)]
    [InlineData(4, 4, 5)]
    [InlineData(2, 9, 5)]
    public void Too_few_launches_give_the_ratio_and_the_number_needed(int n, int m, int needed)
    {
        double[] baseline = [.. Enumerable.Repeat(2.0, n)], candidate = [.. Enumerable.Repeat(3.0, m)];
        var few = Assert.IsType<TooFewValues>(RatioEstimate.Unpaired(baseline, candidate, 0.02));
        Assert.Equal((1.5, Math.Min(n, m), needed), (Math.Round(few.Ratio, 12), few.Have, few.Needed));
    }

    [Fact]
    public void Seven_pairs_are_the_least_for_one_percent_a_side()
    {
        double[] six = [1, 2, 3, 4, 5, 6];
        Assert.Equal(
            (6, 7), Assert.IsType<TooFewValues>(RatioEstimate.Paired(six, six, 0.02)) is var few ? (few.Have, few.Needed) : default);
        Assert.IsType<RatioInterval>(RatioEstimate.Paired([.. six, 7.0], [.. six, 7.0], 0.02));
        Assert.Equal(7, RatioEstimate.LeastPairs(0.02));
        Assert.Equal(5, RatioEstimate.LeastUnpaired(0.02));
    }

    [Theory]
    [InlineData(SimulatedNoise.Normal)]
    [InlineData(SimulatedNoise.Spiky)]
    [InlineData(SimulatedNoise.Bimodal)]
    [InlineData(SimulatedNoise.HeavyTails)]
    public void Simulated_coverage_is_the_level(SimulatedNoise noise)
    {
        const int trials = 4000;
        const double ratio = 1.05;
        var random = new SplitMix64(4);
        var (missed, missedPairs, level, levelPairs) = (0, 0, 0.0, 0.0);
        for (var i = 0; i < trials; i++)
        {
            double[] baseline = noise.Draw(8, random), candidate = [.. noise.Draw(8, random).Select(value => value * ratio)];
            var unpaired = Assert.IsType<RatioInterval>(RatioEstimate.Unpaired(baseline, candidate, 0.05));
            var paired = Assert.IsType<RatioInterval>(RatioEstimate.Paired(baseline, candidate, 0.05));
            (level, levelPairs) = (unpaired.Level, paired.Level);
            if (unpaired.Low > ratio || unpaired.High < ratio) missed++;
            if (paired.Low > ratio || paired.High < ratio) missedPairs++;
        }

        Assert.True(level >= 0.95 && levelPairs >= 0.95);
        Assert.True(BinomialBand.Of(trials, 1 - level, 1e-4).Contains(missed), $"{missed} missed of {trials}");
        Assert.True(BinomialBand.Of(trials, 1 - levelPairs, 1e-4).Contains(missedPairs), $"{missedPairs} pairs missed of {trials}");
    }

    [Fact]
    public void Point_estimates_are_those_of_pragmastat()
    {
        var random = new SplitMix64(7);
        for (var n = 1; n <= 12; n++)
        {
            double[] x = SimulatedNoise.HeavyTails.Draw(n, random), y = SimulatedNoise.Normal.Draw(13 - n, random);
            Assert.Equal(Toolkit.Center(new Sample(x)).NominalValue, HodgesLehmann.Center(x), 12);
            Assert.Equal(Toolkit.Shift(new Sample(y), new Sample(x)).NominalValue, HodgesLehmann.Shift(x, y), 12);
        }

        // Many values take another way, as far as few do.
        Assert.Equal(0.6e308, HodgesLehmann.Center([.. Enumerable.Repeat(0.6e308, 60)]));
        foreach (var n in (int[])[49, 50, 301])
        {
            var x = SimulatedNoise.HeavyTails.Draw(n, random);
            Assert.Equal(Toolkit.Center(new Sample(x)).NominalValue, HodgesLehmann.Center(x), 12);
        }
    }

    [Fact]
    public void The_inverse_is_the_ratio_the_other_way_round()
    {
        double[] x = [1, 1.1, 1.3, 1.31, 1.5], y = [2, 2.2, 2.5, 2.9, 3.1];
        var forth = Assert.IsType<RatioInterval>(RatioEstimate.Unpaired(x, y, 0.02));
        var back = Assert.IsType<RatioInterval>(RatioEstimate.Unpaired(y, x, 0.02));
        Assert.Equal((back.Ratio, back.Low, back.High), (forth.Inverse.Ratio, forth.Inverse.Low, forth.Inverse.High), new Nearly());
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_without_logarithm_is_refused(double value)
    {
        Assert.Throws<ArgumentException>(() => RatioEstimate.Unpaired([1, 2, value], [1, 2, 3], 0.02));
        Assert.Throws<ArgumentException>(() => RatioEstimate.Paired([1, 2, 3], [1, 2, value], 0.02));
        Assert.Throws<ArgumentException>(() => HodgesLehmann.GeometricCenter([value]));
    }

    [Fact]
    public void What_is_no_sample_is_refused()
    {
        Assert.Throws<ArgumentException>(() => RatioEstimate.Unpaired([], [1], 0.02));
        Assert.Throws<ArgumentException>(() => RatioEstimate.Paired([1, 2], [1], 0.02));
        Assert.Throws<ArgumentOutOfRangeException>(() => RatioEstimate.Unpaired([1], [1], 0));
    }

    private sealed class Nearly : IEqualityComparer<(double, double, double)>
    {
        public bool Equals((double, double, double) x, (double, double, double) y) =>
            Math.Abs(x.Item1 - y.Item1) + Math.Abs(x.Item2 - y.Item2) + Math.Abs(x.Item3 - y.Item3) < 1e-12;

        public int GetHashCode((double, double, double) obj) => 0;
    }
}
