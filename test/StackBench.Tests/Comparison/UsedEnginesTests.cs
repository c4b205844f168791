using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Tests.Comparison;

public sealed class UsedEnginesTests
{
    [Theory]
    [InlineData("native", "2", null, true)]
    [InlineData("libtorch", "2", null, false)]
    [InlineData("libtorch", null, "2", false)]
    [InlineData("libtorch", "1", "2", true)]
    public void An_engine_that_one_side_did_not_use_has_not_changed(string engine, string? before, string? after, bool isChange)
    {
        var value = Runs.Rate("a", 100, 100, 100);
        Run old = Runs.Of(1, value with { Engine = "native" }), now = Runs.Of(2, value with { Engine = "native" });
        var differences = new FingerprintDiff([], [new FactChange($"engine.{engine}.version", before, after, FactRole.Cause)], [], []);
        Assert.Equal(isChange, !UsedEngines.Of(differences, [old], [now]).Causes.IsEmpty);
    }
}
