using StackBench.Core.Results;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Results;

public sealed class OutcomeCountsTests
{
    [Fact]
    public void Each_kind_is_counted()
    {
        var counts = OutcomeCounts.Of(ExampleRun.Full.Results);
        Assert.Equal(new OutcomeCounts(Ok: 7, Skipped: 2, Failed: 1, Implausible: 1), counts);
        Assert.Equal(11, counts.Total);
        Assert.Equal("7 ok, 2 skipped, 1 failed, 1 implausible", counts.ToString());
    }

    [Fact]
    public void What_did_not_happen_is_not_told()
    {
        Assert.Equal("3 failed", new OutcomeCounts(0, 0, 3, 0).ToString());
        Assert.Equal("no results", default(OutcomeCounts).ToString());
    }
}
