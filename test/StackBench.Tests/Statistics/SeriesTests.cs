using StackBench.Core.Statistics;

namespace StackBench.Tests.Statistics;

/// <summary>Quantiles, correlation of neighbours and what every computation demands of its values, by hand.</summary>
public sealed class SeriesTests
{
    /// <summary>Type 7 of Hyndman and Fan: rank 3 p of four values.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 3)]
    [InlineData(0.75, 5.5)]
    [InlineData(1, 10)]
    public void Quantiles_are_those_of_type_seven(double probability, double expected) =>
        Assert.Equal(expected, Quantile.Of([10, 2, 4, 1], probability), 12);

    [Fact]
    public void What_has_no_quantile_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Quantile.Of([], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantile.Of([1], -0.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantile.Of([1], 1.01));
        Assert.Equal(7, Quantile.Median([7]));
    }

    /// <summary>
    /// Mean squared differences at lag 2 over those at lag 1, less 1: 1 / 0.6 - 1. Of eleven squares the largest is left out, so that the
    /// spike does not count: 1 / 0.5 - 1, and 0.9 at most.
    /// </summary>
    [Theory]
    [InlineData(new double[] { 0, 1, 1, 2, 2, 3 }, 2.0 / 3)]
    [InlineData(new double[] { 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 100 }, 0.9)]
    [InlineData(new double[] { 0, 1, 0, 1 }, 0)]
    [InlineData(new double[] { 0, 1, 2, 3 }, 0.9)]
    [InlineData(new double[] { 0, 1, 2 }, 0)]
    [InlineData(new double[] { 5, 5, 5, 5, 5 }, 0)]
    public void Correlation_of_neighbours(double[] values, double expected) => Assert.Equal(expected, SerialCorrelation.Of(values), 12);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 3)]
    public void Correlation_inflates_the_variance(double phi, double factor) =>
        Assert.Equal(factor, SerialCorrelation.VarianceFactor(phi), 12);

    [Fact]
    public void A_refusal_says_which_value_and_why()
    {
        string Refused(double[] values, int least) =>
            Assert.Throws<ArgumentException>(() => SeriesChecks.Positive(values, "x", least)).Message.Split(" (")[0];
        Assert.Equal("1 values; at least 2 are needed", Refused([1], 2));
        Assert.Equal("value 2 is not finite", Refused([1, double.NaN], 1));
        Assert.Equal("value 3 is not above zero, so there is no ratio to it", Refused([1, 2, 0], 1));
        SeriesChecks.Positive([1, double.Epsilon], "x", 2);
        Assert.Throws<ArgumentException>(() => SeriesChecks.Finite([], "x"));
        Assert.Throws<ArgumentException>(() => SeriesChecks.Logs([], "x"));
        Assert.Equal([0, Math.Log(2)], SeriesChecks.Logs([1, 2], "x"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Certainty_is_no_error_rate(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SeriesChecks.Probability(value, "x"));
}
