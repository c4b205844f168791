using StackBench.Protocol.Engines;
using StackBench.Worker.Native.Threads;

namespace StackBench.Tests.Worker.Native;

public sealed class PinnedTeamTests
{
    [Fact]
    public void Every_thread_does_the_work_once_per_order()
    {
        using var team = new PinnedTeam([0, 0, 0]);
        var calls = new int[3];

        team.Run(worker => calls[worker]++);
        team.Run(worker => calls[worker] += 10);

        Assert.Equal([11, 11, 11], calls);
    }

    [Fact]
    public void A_failure_on_a_thread_reaches_the_caller_and_the_team_lives_on()
    {
        using var team = new PinnedTeam([0, 0]);

        var failure = Assert.Throws<AggregateException>(() => team.Run(worker => throw new FormatException($"from {worker}")));
        var ran = 0;
        team.Run(_ => Interlocked.Increment(ref ran));

        Assert.Equal(["from 0", "from 1"], failure.InnerExceptions.Select(inner => inner.Message));
        Assert.Equal(2, ran);
    }

    [Fact]
    public void A_sample_asks_every_thread_for_all_iterations_and_has_a_time_above_zero()
    {
        using var team = new PinnedTeam([0, 0]);
        var iterations = new long[2];

        var result = team.Sample("a", 5, 3, (worker, count) => iterations[worker] += count);

        Assert.Equal([15, 15], iterations);
        Assert.Equal(3, result.Seconds.Count);
        Assert.All(result.Seconds, seconds => Assert.True(seconds > 0));
        Assert.Equal("host", result.Clock);
        Assert.True(result.Seconds.Sum() * 5 <= result.EndSeconds - result.BeginSeconds);
    }

    [Fact]
    public void Each_thread_runs_on_its_own_cpu()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("threads are pinned on Linux only");
        var cpus = CpuOrder.OfThisProcess();
        using var team = new PinnedTeam(cpus);
        var seen = new int[cpus.Length];

        team.Run(worker => seen[worker] = Assert.Single(Affinity.AllowedCpus()));

        Assert.Equal(cpus, seen);
        Assert.Contains("pinned to CPU", team.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public void More_threads_than_cpus_are_refused(long threads)
    {
        var refusal = Assert.Throws<UnsupportedException>(() => PinnedTeam.Of(threads));

        Assert.NotNull(refusal.Remedy);
    }
}
