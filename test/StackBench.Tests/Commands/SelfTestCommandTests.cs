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
}
