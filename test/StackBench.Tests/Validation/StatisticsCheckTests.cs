using StackBench.Core.Validation;

namespace StackBench.Tests.Validation;

public sealed class StatisticsCheckTests
{
    /// <summary>1000 trials at 1 %: 10 expected; the band at .001 is 2 to 22 (exact binomial).</summary>
    [Theory]
    [InlineData(Promise.Exactly, 10, true)]
    [InlineData(Promise.Exactly, 1, false)]
    [InlineData(Promise.Exactly, 25, false)]
    [InlineData(Promise.AtMost, 0, true)]
    [InlineData(Promise.AtMost, 25, false)]
    [InlineData(Promise.AtLeast, 0, false)]
    [InlineData(Promise.AtLeast, 1000, true)]
    public void A_promise_is_kept_within_its_exact_band(Promise promise, int count, bool isKept) =>
        Assert.Equal(isKept, new StatisticsCheck("group", "case", promise, 0.01, count, 1000).IsKept);

    [Fact]
    public void What_must_never_happen_is_broken_by_once() =>
        Assert.False(new StatisticsCheck("group", "case", Promise.AtMost, 0, 1, 4000).IsKept);
}
