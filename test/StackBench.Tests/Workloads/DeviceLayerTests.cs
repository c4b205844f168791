using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Machine;
using StackBench.Protocol;
using StackBench.Tests.Fixtures;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Workloads;

/// <summary>The layers of a GPU: what libraries reach of what its driver was seen to give.</summary>
public sealed class DeviceLayerTests
{
    private const string Address = "0000:01:00.0";
    private const double TeraFlop = 1e12;

    private static readonly WorkerDevice ByDriver = new("vulkan:0", "vulkan", "NVIDIA GeForce RTX 4090", Address, MemoryBytes: 24L << 30);
    private static readonly WorkerDevice ByTorch = ByDriver with { Id = "cuda:0", Kind = "cuda" };

    /// <summary>Results as a run keeps them: matrix units by the driver, then PyTorch's best product and a square one.</summary>
    [Theory]
    [InlineData(117, "fair: 71 % of the measured fp16 matrix peak")]
    [InlineData(150, "good: 91 % of the measured fp16 matrix peak")]
    [InlineData(66, "low: 40 % of the measured fp16 matrix peak")]
    public void A_product_of_a_library_is_compared_with_what_the_matrix_units_were_just_seen_to_give(double reached, string text)
    {
        BenchmarkResult[] run =
        [
            Result(Find("device-peak", "vulkan", ByDriver, "matrix fp16, fp32 sums"), "vulkan", 165),
            Result(Find("tensor-core", "pytorch", ByTorch, "fp16 4096"), "pytorch", 140),
            Result(Find("gemm", "pytorch", ByTorch, "fp16 2048x2048x2048"), "pytorch", reached),
        ];
        Assert.Equal(text, Assessment.Of(run[2], Ladder.Of(run).ShareOf(run[2])).Findings[0].Text);
        Assert.Equal("good: 85 % of the measured fp16 matrix peak", Assessment.Of(run[1], Ladder.Of(run).ShareOf(run[1])).Findings[0].Text);
    }

    /// <summary>Where the driver's matrix instructions are the slower way, they are no bound for a library.</summary>
    [Fact]
    public void The_best_that_anybody_measured_is_the_peak()
    {
        BenchmarkResult[] run =
        [
            Result(Find("device-peak", "vulkan", ByDriver, "matrix fp16, fp32 sums"), "vulkan", 50),
            Result(Find("tensor-core", "pytorch", ByTorch, "fp16 4096"), "pytorch", 160),
            Result(Find("gemm", "pytorch", ByTorch, "fp16 2048x2048x2048"), "pytorch", 120),
        ];
        Assert.Equal(0.75, Ladder.Of(run).ShareOf(run[2])!.Value, 12);
        Assert.Equal("best", Assessment.Of(run[1], Ladder.Of(run).ShareOf(run[1])).Findings[0].Short);
    }

    /// <summary>fp16 sums run twice as fast on some GPUs: a rate that no library which adds in fp32 can reach.</summary>
    [Fact]
    public void Sums_in_fp16_are_no_level_for_libraries() =>
        Assert.Null(Find("device-peak", "vulkan", ByDriver, "matrix fp16, fp16 sums").Bounds.Layer.Provides);

    [Theory]
    [InlineData("vector fp32", "flops.fp32.vector", "fma.fp32")]
    [InlineData("vector fp64", "flops.fp64.vector", "fma.fp64")]
    [InlineData("vector fp16", "flops.fp16.vector", "fma.fp16")]
    [InlineData("matrix bf16, fp32 sums", "flops.bf16", "matrix.bf16")]
    [InlineData("matrix int8, int32 sums", "flops.int8", "matrix.int8")]
    public void A_peak_has_a_limit_and_is_a_level(string name, string ceiling, string level)
    {
        var bounds = Find("device-peak", "vulkan", ByDriver, name).Bounds;
        Assert.Equal((ceiling, level), (bounds.CeilingName, bounds.Layer.Provides));
    }

    [Fact]
    public void Memory_is_measured_alike_by_driver_and_library()
    {
        var (one, other) = (
            Find("device-memory", "vulkan", ByDriver, "triad 512 MiB"), Find("device-memory", "pytorch", ByTorch, "triad 512 MiB"));
        Assert.Equal((one.Parameters, one.Cost, one.Bounds), (other.Parameters, other.Cost, other.Bounds));
        Assert.Equal(3 * 512.0 * (1 << 20), one.Cost.Bytes);
    }

    /// <summary>Whatever memory of the CPU it may use.</summary>
    [Theory]
    [InlineData(false, "copy 4 GiB")]
    [InlineData(true, "copy 512 MiB")]
    public void An_integrated_GPU_is_not_given_the_arrays_of_a_data_centre(bool isIntegrated, string name)
    {
        var gpu = new GpuFacts
        {
            PciAddress = Address,
            Vendor = "amd",
            Name = "Strix Halo",
            DeviceId = "unknown",
            Driver = "amdgpu",
            IsIntegrated = isIntegrated,
        };
        var target = new WorkloadTarget(Machines.With([]) with { Gpus = [gpu] }, "vulkan", ByDriver with { MemoryBytes = 96L << 30 });
        Assert.Contains(name, Find("device-memory", target).Select(workload => workload.Name));
    }

    /// <summary>By hand: 2048 groups that read 64 or 16 stretches of 32 KiB; 32,768 loads; both ways of 256 MiB.</summary>
    [Fact]
    public void Costs_are_those_of_counting_by_hand()
    {
        Assert.Equal(new Cost(Bytes: 4294967296), Find("device-latency", "vulkan", ByDriver, "read 64 KiB").Cost);
        Assert.Equal(new Cost(Bytes: 1073741824), Find("device-latency", "vulkan", ByDriver, "read 512 MiB").Cost);
        Assert.Equal(new Cost(Steps: 32768), Find("device-latency", "vulkan", ByDriver, "latency 16 KiB").Cost);
        Assert.Equal(new Cost(Bytes: 536870912), Find("device-memory", "vulkan", ByDriver, "h2d and d2h at once, pinned 256 MiB").Cost);
        Assert.Equal(new Cost(Bytes: 268435456), Find("device-memory", "vulkan", ByDriver, "h2d pageable 256 MiB").Cost);
        var peak = Find("device-peak", "vulkan", ByDriver, "vector fp32");
        Assert.Equal(peak.Parameters["work"].Number, peak.Cost.Flop);
    }

    private static Workload Find(string benchmark, string engine, WorkerDevice device, string name) =>
        Find(benchmark, new WorkloadTarget(Machines.With([]), engine, device)).Single(workload => workload.Name == name);

    private static ImmutableArray<Workload> Find(string benchmark, WorkloadTarget target) =>
        Catalog.All.Single(candidate => candidate.Name == benchmark && candidate.Engines.Contains(target.Engine!)).Workloads(target);

    private static BenchmarkResult Result(Workload workload, string engine, double teraFlops) => ExampleRun.Full.Results[0] with
    {
        Benchmark = workload.Benchmark,
        Workload = workload.Name,
        Device = Address,
        Engine = engine,
        Layer = workload.Bounds.Layer,
        Launches = [],
        Outcome = new Ok([new MetricValue("flop-rate", teraFlops * TeraFlop, Unit.FlopPerSecond, Better.Higher)], []),
    };
}
