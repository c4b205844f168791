using StackBench.Core.Events;
using StackBench.Terminal;
using StackBench.Tests.Fixtures;
using StackBench.Tests.Verdicts;

namespace StackBench.Tests.Terminal;

public sealed class RunOpeningTests
{
    [Theory]
    [InlineData(135, 118.8, "measuring 135 launches, about 2 min")]
    [InlineData(15, 13.2, "measuring 15 launches, about 20 s")]
    [InlineData(1, null, "measuring 1 launch")]
    public void A_run_begins_with_what_it_found_and_how_long_it_takes(int launches, double? seconds, string last)
    {
        var lines = RunOpening.Of(new RunStarted(RecordedRuns.Healthy, launches, seconds) { At = ExampleRun.Start }).ToArray();
        Assert.Equal("AMD EPYC (2 cores), Debian GNU/Linux 12 (bookworm)", lines[0]);
        Assert.StartsWith("found: libtorch 2.10.0, native 1; not here: deepspeed, ", lines[1], StringComparison.Ordinal);
        Assert.Equal(last, lines[2]);
    }
}
