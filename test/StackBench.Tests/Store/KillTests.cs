using System.Globalization;
using StackBench.Core.Results;
using StackBench.Store;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Store;

public sealed class KillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void A_killed_run_is_interrupted_and_keeps_every_result_that_was_acknowledged(int after)
    {
        var location = new StoreLocation(_folder.Path);
        var acknowledged = WriteAndKill(after);

        using var store = RunStore.Open(location);
        Assert.Equal(RunStatus.Interrupted, store.Find("latest").Status);
        AssertHolds(acknowledged, store.Load(KilledWriter.RunId));
        AssertHolds(acknowledged, RunLog.Read(location.LogPath(KilledWriter.RunId)));
    }

    [Fact]
    public void Another_process_reads_a_run_as_running_while_it_is_recorded()
    {
        using var writer = KilledWriter.Start(_folder.Path);
        try
        {
            Assert.Equal("1", writer.StandardOutput.ReadLine());
            using var store = RunStore.Open(new StoreLocation(_folder.Path));
            Assert.Equal(RunStatus.Running, store.Find("latest").Status);
        }
        finally
        {
            writer.Kill();
            writer.WaitForExit();
        }
    }

    /// <summary>Kills while the writer is at work on the next result; returns the last one it had acknowledged.</summary>
    private int WriteAndKill(int after)
    {
        using var writer = KilledWriter.Start(_folder.Path);
        try
        {
            for (var number = 1; number <= after; number++)
                Assert.Equal(number.ToString(CultureInfo.InvariantCulture), writer.StandardOutput.ReadLine());
        }
        finally
        {
            writer.Kill();
            writer.WaitForExit();
        }

        Assert.Equal(128 + 9, writer.ExitCode);
        var rest = writer.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return rest.Length == 0 ? after : int.Parse(rest[^1], CultureInfo.InvariantCulture);
    }

    /// <summary>One more than acknowledged may be there: the kill came between commit and answer.</summary>
    private static void AssertHolds(int acknowledged, Run run)
    {
        Assert.InRange(run.Results.Length, acknowledged, acknowledged + 1);
        Assert.Equal(Enumerable.Range(1, run.Results.Length).Select(number => KilledWriter.Result(number).Key),
            run.Results.Select(result => result.Key));
    }
}
