using StackBench.Running.Engines;

namespace StackBench.Tests.Running.Engines;

public sealed class EngineProbeTests
{
    [Fact]
    public async Task An_engine_that_does_not_start_is_told_with_its_own_reason_and_remedy()
    {
        var status = Assert.Single(
            await EngineProbe.ProbeAsync([FakeEngine.Define("refuses")], TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal((null, "no unit here; none answers", "buy one"), (status.Ready, status.Reason, status.Remedy));
    }
}
