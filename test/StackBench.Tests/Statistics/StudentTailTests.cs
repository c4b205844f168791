using MathNet.Numerics.Distributions;
using StackBench.Core.Statistics;

namespace StackBench.Tests.Statistics;

public class StudentTailTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Closed_forms_agree_with_the_incomplete_beta_function(double freedom)
    {
        foreach (var t in new[] { 0, 0.1, 1, 2.353, 10, 300 })
            Assert.Equal(1, StudentTail.Probability(t, freedom) / StudentT.CDF(0, 1, freedom, -t), 7);
    }

    /// <summary>Published tables of t.</summary>
    [Theory]
    [InlineData(0.05, 2, 2.920)]
    [InlineData(0.01, 2, 6.965)]
    [InlineData(0.05, 3, 2.353)]
    [InlineData(0.01, 3, 4.541)]
    public void Quantiles_are_those_of_the_tables(double probability, double freedom, double expected)
    {
        Assert.Equal(expected, StudentTail.Quantile(probability, freedom), 3);
        Assert.Equal(probability, StudentTail.Probability(StudentTail.Quantile(probability, freedom), freedom), 9);
    }
}
