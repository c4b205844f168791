using StackBench.Core.Results;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Rollout;

namespace StackBench.Tests.Fleet;

public sealed class FactSearchTests
{
    [Theory]
    [InlineData("driver", "560", "550", "gpu.driver-version", "560.35.03", "550.54,550.90")]
    [InlineData("gpu.driver", "560.35", "550.54", "gpu.driver-version", "560.35.03", "550.54")]
    [InlineData("gpu.0000:04:00.0.driver-version", "560", "550", "gpu.driver-version", "560.35.03", "550.54,550.90")]
    [InlineData("os.kernel", "6.8", "6.1", "os.kernel", "6.8.0-40", "6.1.0-25")]
    [InlineData("kernel", "6.8", "6.1", "os.kernel", "6.8.0-40", "6.1.0-25")]
    [InlineData("engine.pytorch.version", "2.9.0+rocm", "2.8", "engine.pytorch.version", "2.9.0+rocm", "2.8.0")]
    public void A_short_name_and_a_beginning_of_a_value_suffice(
        string name, string with, string against, string fact, string judged, string others)
    {
        var found = FactSearch.Of(Log(), new RolloutQuestion(name, with, against)).Fact;
        Assert.NotNull(found);
        Assert.Equal((fact, judged, others), (found.Name, string.Join(',', found.With), string.Join(',', found.Against)));
    }

    [Theory]
    [InlineData("version", "2.9", "2.8", "'version' means several facts", "engine.pytorch.version, engine.vllm.version")]
    [InlineData("driver", "56", "550", "no node has both values of driver: '56' and '550'", "-version: 550.54, 550.90, 560.35.03")]
    [InlineData("driver", "550", "550.54", "'550' and '550.54' both mean 550.54", "Write more of the values")]
    [InlineData("drivr", "560", "550", "no node has a fact 'drivr'", "Did you mean driver")]
    [InlineData("xyzzy", "1", "2", "no node has a fact 'xyzzy'", "Facts with several values: engine.pytorch.version, ")]
    public void What_cannot_be_told_is_refused_with_what_there_is(string name, string with, string against, string reason, string remedy)
    {
        var match = FactSearch.Of(Log(), new RolloutQuestion(name, with, against));
        Assert.Null(match.Fact);
        Assert.Equal(reason, match.Reason);
        Assert.Contains(remedy, match.Remedy, StringComparison.Ordinal);
    }

    private static FleetLog Log() => FleetLogs.Of(1, 3, 1, 1, (_, _, _, _) => 100, (_, node) =>
    [
        new("gpu.0000:03:00.0.driver", "nvidia", FactRole.Cause),
        new("gpu.0000:03:00.0.driver-version", node == 0 ? "560.35.03" : node == 1 ? "550.54" : "550.90", FactRole.Cause),
        new("gpu.0000:04:00.0.driver-version", node == 0 ? "560.35.03" : node == 1 ? "550.54" : "550.90", FactRole.Cause),
        new("os.kernel", node == 0 ? "6.8.0-40" : "6.1.0-25", FactRole.Cause),
        new("engine.pytorch.version", node == 0 ? "2.9.0+rocm" : "2.8.0", FactRole.Cause),
        new("engine.vllm.version", node == 0 ? "2.9" : "2.8", FactRole.Cause),
    ]);
}
