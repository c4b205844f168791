using StackBench.Core.Comparison;
using StackBench.Core.Statistics;

namespace StackBench.Tests.Comparison;

public sealed class ReportScatterTests
{
    /// <summary>Against the definition, value by value left out; ties and even counts among them.</summary>
    [Theory]
    [InlineData(6, 1)]
    [InlineData(7, 2)]
    [InlineData(20, 3)]
    [InlineData(41, 4)]
    public void Leaves_each_metric_out_of_its_own_yardstick(int count, ulong seed)
    {
        var random = new SplitMix64(seed);
        double[] shifts = [.. Enumerable.Range(0, count).Select(i => i % 4 == 0 ? 0.01 : 0.02 * random.NextNormal())];
        var scatters = ReportScatter.Of(shifts);
        Assert.Equal(count + 1, scatters.Length);
        for (var i = 0; i < count; i++) Assert.Equal(Scatter([.. shifts[..i], .. shifts[(i + 1)..]]), scatters[i]!.Value, 12);
        Assert.Equal(Scatter(shifts), scatters[count]!.Value, 12);
    }

    [Fact]
    public void A_loss_of_everything_at_once_is_no_scatter() =>
        Assert.All(ReportScatter.Of([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]), scatter => Assert.Equal(0, scatter));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Too_few_others_are_no_yardstick(int count)
    {
        var scatters = ReportScatter.Of(new double[count]);
        Assert.All(scatters[..^1], scatter => Assert.Null(scatter));
        Assert.Equal(count < ReportScatter.Least, scatters[^1] is null);
    }

    private static double Scatter(double[] values)
    {
        var median = Quantile.Median(values);
        return 1.4826 * Quantile.Median([.. values.Select(value => Math.Abs(value - median))]);
    }
}
