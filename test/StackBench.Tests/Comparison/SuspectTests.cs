using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Tests.Comparison;

/// <summary>What may have changed a result, the likeliest first.</summary>
public sealed class SuspectTests
{
    [Theory]
    [InlineData("gpu.0000:03:00.0.driver-version", 0)]
    [InlineData("gpu.0000:03:00.0.driver", 0)]
    [InlineData("gpu.0000:03:00.0.vbios", 6)]
    [InlineData("disk.driver", 6)]
    [InlineData("engine.libtorch.version", 1)]
    [InlineData("software.torch", 1)]
    [InlineData("python.torch", 1)]
    [InlineData("env.OMP_NUM_THREADS", 2)]
    [InlineData("launch.backend", 3)]
    [InlineData("launch.threads", 3)]
    [InlineData("policy.governor", 4)]
    [InlineData("gpu.0000:03:00.0.memory-clock", 4)]
    [InlineData("gpu.0000:03:00.0.power-limit", 4)]
    [InlineData("gpu.0000:03:00.0.partition", 4)]
    [InlineData("cpu.quota", 4)]
    [InlineData("cpu.allowed", 4)]
    [InlineData("cpu.usable-cores", 4)]
    [InlineData("cpu.threads", 4)]
    [InlineData("os.kernel", 5)]
    [InlineData("cpu.microcode", 5)]
    [InlineData("os.virtualization", 5)]
    [InlineData("memory.total", 6)]
    public void What_changes_results_most_often_comes_first(string name, int rank) =>
        Assert.Equal(rank, SuspectRank.Of(new FactChange(name, "1", "2", FactRole.Cause)));

    [Theory]
    [InlineData("gpu.0000:03:00.0.name", "0000:03:00.0", null)]
    [InlineData("gpu.count", null, null)]
    [InlineData("engine.llama.cpp", null, "llama")]
    [InlineData("engine.worker", null, null)]
    [InlineData("os.kernel.version", null, null)]
    public void A_name_says_what_it_belongs_to(string name, string? device, string? engine)
    {
        var change = new FactChange(name, null, "2", FactRole.Cause);
        Assert.Equal((device, engine, $"{name}: not set -> 2"), (change.Device, change.Engine, change.ToString()));
        Assert.Equal($"{name}: 1 -> not set", (change with { Before = "1", After = null }).ToString());
    }

    /// <summary>What only some launches state is no change.</summary>
    [Theory]
    [InlineData(2, 2, 2, 4, "launch.threads: 2 -> 2, 4")]
    [InlineData(2, 4, 2, 4, null)]
    [InlineData(2, 2, 4, null, null)]
    [InlineData(2, null, 4, 4, null)]
    public void How_it_was_computed_is_a_suspect(int before, int? before2, int after, int? after2, string? expected)
    {
        var suspects = ResultSuspects.Of(Result(before, before2), Result(after, after2), Same);
        Assert.Equal(expected, suspects.SingleOrDefault()?.ToString());
    }

    [Fact]
    public void A_result_without_launches_says_nothing()
    {
        var without = Result(2, 2) with { Launches = [] };
        Assert.Empty(ResultSuspects.Of(without, Result(4, 4), Same));
        Assert.Empty(ResultSuspects.Of(Result(4, 4), without, Same));
    }

    private static FingerprintDiff Same => new([], [], [], []);

    private static BenchmarkResult Result(params int?[] threads)
    {
        var result = Runs.Rate("a", [.. threads.Select(_ => 100.0)]);
        return result with { Launches = [.. result.Launches.Zip(threads, (launch, count) => launch with { Threads = count })] };
    }
}
