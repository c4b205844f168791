using StackBench.Core.Statistics;
using StackBench.Core.Validation;

namespace StackBench.Tests.Statistics;

public sealed class ChangePointSearchTests
{
    private const int Series = 400;

    [Fact]
    public void The_best_split_is_that_of_the_definition()
    {
        var random = new SplitMix64(1);
        var divergence = new EnergyDivergence(40, leastSegment: 2);
        for (var n = 4; n <= 40; n++)
        {
            // Rounded, so that there are ties.
            double[] values = [.. Enumerable.Range(0, n).Select(i => Math.Round(random.NextNormal() * 3) + (i > n / 3 ? 4 : 0))];
            var expected = Enumerable.Range(2, n - 3)
                .Select(split => (Split: split, Statistic: Statistic(values[..split], values[split..]))).MaxBy(pair => pair.Statistic);
            var actual = divergence.Best(values);
            Assert.Equal(Math.Max(0, expected.Statistic), actual.Statistic, 9);
            if (actual.Split > 0) Assert.Equal(expected.Statistic, Statistic(values[..actual.Split], values[actual.Split..]), 9);
        }
    }

    [Theory]
    [InlineData(12)]
    [InlineData(0)]
    public void Values_in_another_order_are_split_as_if_they_were_ranked_anew(int digits)
    {
        var random = new SplitMix64(6);
        var divergence = new EnergyDivergence(100, ChangePointSearch.LeastSegment);
        double[] values = [.. Enumerable.Range(0, 100).Select(_ => Math.Round(3 * random.NextNormal(), digits))];
        var ranked = divergence.Ranked(values);
        int[] places = [.. Enumerable.Range(0, values.Length)];
        for (var i = 0; i < 50; i++)
        {
            random.Shuffle<int>(places);
            double[] trial = [.. places.Select(place => values[place])];
            var expected = divergence.Best(trial);
            var actual = divergence.Best(trial, ranked, places);
            Assert.Equal(expected.Statistic, actual.Statistic, 9);
            if (digits > 0) Assert.Equal(expected.Split, actual.Split);
        }
    }

    [Theory]
    [InlineData(SimulatedNoise.Normal)]
    [InlineData(SimulatedNoise.Spiky)]
    [InlineData(SimulatedNoise.Bimodal)]
    public void Noise_without_change_is_quiet(SimulatedNoise noise)
    {
        var random = new SplitMix64(2);
        var alarms = Enumerable.Range(0, Series).Count(_ => !Find(noise.Draw(100, random)).IsEmpty);
        Assert.True(alarms <= Series * 0.015, $"{alarms} of {Series}");
        Assert.True(alarms <= BinomialBand.Of(Series, ChangePointSearch.Significance, 0.01).High, $"{alarms} of {Series}");
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public void Correlated_noise_is_quiet_too(double phi)
    {
        var random = new SplitMix64(3);
        var alarms = Enumerable.Range(0, Series)
            .Count(_ => !ChangePointSearch.Find(SimulatedNoises.Autoregressive(100, phi, random)).IsEmpty);
        Assert.True(alarms <= Series * 0.06, $"{alarms} of {Series}");
    }

    [Theory]
    [InlineData(3, 0.85)]
    [InlineData(8, 0.95)]
    public void A_step_of_five_percent_is_found_soon(int after, double share)
    {
        const int before = 40;
        var random = new SplitMix64(4);
        var found = Enumerable.Range(0, Series).Count(_ =>
        {
            double[] values =
                [.. SimulatedNoise.Normal.Draw(before, random), .. SimulatedNoise.Normal.Draw(after, random).Select(value => value * 1.05)];
            return Find(values).Any(point => Math.Abs(point - before) <= 3);
        });
        Assert.True(found >= Series * share, $"{found} of {Series}");
    }

    [Fact]
    public void Several_steps_are_found_where_they_are()
    {
        var random = new SplitMix64(6);
        double[] levels = [1, 1.1, 0.95, 1.2];
        double[] values = [.. levels.SelectMany(level => SimulatedNoise.Normal.Draw(25, random).Select(value => value * level))];
        Assert.Equal([25, 50, 75], Find(values));
    }

    [Fact]
    public void The_same_series_gives_the_same_points()
    {
        var random = new SplitMix64(8);
        for (var i = 0; i < 20; i++)
        {
            double[] values =
                [.. SimulatedNoise.Normal.Draw(30, random), .. SimulatedNoise.Normal.Draw(30, random).Select(value => value * 1.007)];
            Assert.Equal(Find(values), Find(values));
        }
    }

    [Fact]
    public void Degenerate_series_have_no_points()
    {
        Assert.Empty(ChangePointSearch.Find([]));
        Assert.Empty(ChangePointSearch.Find([1, 2, 3, 4, 5]));
        Assert.Empty(ChangePointSearch.Find([.. Enumerable.Repeat(3.0, 100)]));
        Assert.Throws<ArgumentException>(() => ChangePointSearch.Find([1, double.NaN]));
    }

    [Theory]
    [InlineData(0.0, 0.1)]
    [InlineData(0.3, 0.1)]
    [InlineData(0.6, 0.1)]
    [InlineData(0.99, 0.1)]
    public void Correlation_of_neighbours_is_estimated_beside_a_step(double phi, double tolerance)
    {
        var values = SimulatedNoises.Autoregressive(2000, phi, new SplitMix64(9));
        Assert.Equal(Math.Min(phi, SerialCorrelation.Largest), SerialCorrelation.Of(values), tolerance);
        for (var i = 1000; i < values.Length; i++) values[i] += 0.5;
        Assert.Equal(Math.Min(phi, SerialCorrelation.Largest), SerialCorrelation.Of(values), tolerance);
        Assert.Equal(0, SerialCorrelation.Of([1, 2, 1]));
    }

    private static System.Collections.Immutable.ImmutableArray<int> Find(double[] values) =>
        ChangePointSearch.Find([.. values.Select(value => Math.Log(value))]);

    private static double Statistic(double[] left, double[] right)
    {
        double m = left.Length, k = right.Length;
        static double Within(double[] part) => part.SelectMany((a, i) => part.Skip(i + 1).Select(b => Math.Abs(a - b))).Sum();
        var between = left.SelectMany(a => right.Select(b => Math.Abs(a - b))).Sum();
        return m * k / (m + k) * ((2 * between / (m * k)) - (2 * Within(left) / (m * (m - 1))) - (2 * Within(right) / (k * (k - 1))));
    }
}
