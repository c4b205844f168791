namespace StackBench.Tests.Commands;

public sealed class SelfTestCommandTests : IDisposable
{
    private readonly CommandRun _command = new();

    public void Dispose() => _command.Dispose();

    /// <summary>Every promise about error rates and power is simulated with fixed seeds and lies within its exact binomial band.</summary>
    [Fact]
    public async Task Every_promise_of_the_statistics_is_kept()
    {
        var (code, output, error) = await _command.Run("selftest", "statistics");
        Assert.True(code == 0, output);
        Assert.Equal("", error);
        var kept = output.Split('\n').Count(line => line.EndsWith("  kept", StringComparison.Ordinal));
        Assert.True(kept > 40, output);
        Assert.EndsWith($"\n{kept} promises kept\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_load_generator_tells_what_it_can_do_here()
    {
        var (code, output, _) = await _command.Run("selftest", "serving");
        Assert.Equal(0, code);
        Assert.Matches("^events per second +[1-9][0-9,.]*\ndispatch lag, p99 +[^\n]+s\nfloor of TTFT, median +[^\n]+s\na load is valid up "
            + "to [1-9][0-9,.]* events per second\n$",
            output);
    }
}
