using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Workloads.Definitions;
using StackBench.Workloads.Memory;

namespace StackBench.Tests.Workloads.Memory;

public sealed class MemoryBandwidthTests
{
    [Fact]
    public void Quick_holds_the_headlines_of_a_two_core_machine() => Assert.Equal(
        [
            "read, all threads", "copy, all threads", "copy non-temporal, all threads", "triad, all threads",
            "triad non-temporal, all threads",
            "read, 1 thread", "copy, 1 thread", "copy non-temporal, 1 thread", "triad, 1 thread", "triad non-temporal, 1 thread",
            "latency memory",
            "read 64 KiB, 1 thread", "read 1 MiB, 1 thread", "read 16 MiB, 1 thread",
            "latency 16 MiB",
        ],
        Workloads(MachineExamples.SmallVirtualMachine).Where(workload => workload.Suite == Suite.Quick).Select(workload => workload.Name));

    [Fact]
    public void Standard_adds_the_ladder_by_factors_of_four()
    {
        var added = Workloads(MachineExamples.SmallVirtualMachine).Where(workload => workload.Suite == Suite.Standard)
            .Select(workload => workload.Name);

        Assert.Equal(
            [
                "read 256 KiB, 1 thread", "read 4 MiB, 1 thread", "read 64 MiB, 1 thread",
                "triad 64 KiB, 1 thread", "triad 256 KiB, 1 thread", "triad 1 MiB, 1 thread", "triad 4 MiB, 1 thread",
                "triad 16 MiB, 1 thread", "triad 64 MiB, 1 thread",
                "latency 64 KiB", "latency 256 KiB", "latency 1 MiB", "latency 4 MiB", "latency 64 MiB",
            ],
            added);
    }

    [Fact]
    public void Full_sweeps_the_threads_of_a_server() => Assert.Equal(
        [2, 4, 8, 16, 32, 64, 128],
        Workloads(MachineExamples.Server)
            .Where(workload => workload.Name.StartsWith("triad non-temporal, ", StringComparison.Ordinal) && workload.Suite == Suite.Full)
            .Select(workload => workload.Parameters["threads"].Number));

    [Fact]
    public void One_core_is_measured_once()
    {
        var names = Workloads(MachineExamples.OneCore).Select(workload => workload.Name).ToArray();

        Assert.Contains("triad non-temporal, all threads", names);
        Assert.DoesNotContain("triad non-temporal, 1 thread", names);
    }

    [Fact]
    public void Without_room_beyond_the_caches_nothing_is_called_memory()
    {
        var machine = MachineExamples.Of(cores: 2, availableBytes: 1L << 29, caches: [new(3, "unified", 96 << 20, 1)], isa: []);

        var workloads = Workloads(machine);

        Assert.NotEmpty(workloads);
        Assert.DoesNotContain(workloads, workload =>
            workload.Bounds.Layer.Provides == "memory.bandwidth" || workload.Bounds.CeilingName == "bandwidth.memory");
        Assert.DoesNotContain(workloads, workload => workload.Name == "latency memory");
    }

    [Theory]
    [InlineData("read")]
    [InlineData("copy")]
    [InlineData("triad")]
    public void Bytes_are_those_a_counted_run_of_the_pattern_names(string pattern)
    {
        foreach (var workload in Workloads(Tiny)
            .Where(workload => workload.Op == "memory-bandwidth" && workload.Parameters["pattern"].Text == pattern))
            Assert.Equal(CountedBytes(pattern, workload.Parameters["bytes"].Number), workload.Cost.Bytes);
    }

    [Fact]
    public void Latency_is_the_time_per_step()
    {
        var workload = Workloads(Tiny).First(workload => workload.Op == "memory-latency");

        Assert.Equal(workload.Parameters["steps"].Number, workload.Cost.Steps);
        Assert.Equal(new WorkloadMetric(MetricDefinitions.Latency, MetricSource.MedianTimePerStep), Assert.Single(workload.Metrics));
    }

    [Fact]
    public void What_moves_memory_provides_the_level_and_all_threads_are_held_against_it()
    {
        var inMemory = Workloads(MachineExamples.Server).Where(workload => workload.Bounds.CeilingName == "bandwidth.memory").ToArray();

        Assert.All(inMemory, workload =>
        {
            var level = workload.Name.EndsWith(", all threads", StringComparison.Ordinal) ? "memory.bandwidth" : null;
            Assert.Equal(("memory.bandwidth", level), (workload.Bounds.Layer.Provides, workload.Bounds.Layer.Below));
        });
    }

    [Fact]
    public void Rungs_of_the_ladder_are_smaller_than_memory_and_held_to_the_cache_limit()
    {
        var ladder = Workloads(MachineExamples.SmallVirtualMachine).Where(workload => workload.Bounds.CeilingName == "bandwidth.cache.core")
            .ToArray();

        Assert.Equal(2 * 14, ladder.Length);
        Assert.All(ladder, workload => Assert.InRange(workload.Parameters["bytes"].Number, 16 << 10, 128 << 20));
        Assert.All(ladder, workload => Assert.Null(workload.Bounds.Layer.Below));
    }

    private static MachineFacts Tiny { get; } = MachineExamples.Of(cores: 3, availableBytes: 4 << 20, caches: [], isa: []);

    private static ImmutableArray<Workload> Workloads(MachineFacts machine) =>
        MemoryBandwidth.Benchmark.Workloads(new WorkloadTarget(machine));

    // Runs the pattern on arrays that count what is read and written.
    private static double CountedBytes(string pattern, long bytes)
    {
        var moved = 0L;
        double Load(double[] array, long index)
        {
            moved += sizeof(double);
            return array[index];
        }

        void Store(double[] array, long index, double value)
        {
            moved += sizeof(double);
            array[index] = value;
        }

        var (a, b, c, sum) = (new double[bytes / 8], new double[bytes / 8], new double[bytes / 8], 0.0);
        for (var i = 0L; i < bytes / 8; i++)
        {
            if (pattern == "read") sum += Load(a, i);
            else if (pattern == "copy") Store(c, i, Load(a, i));
            else Store(c, i, Load(a, i) + (3 * Load(b, i)));
        }

        Assert.Equal(0, sum);
        return moved;
    }
}
