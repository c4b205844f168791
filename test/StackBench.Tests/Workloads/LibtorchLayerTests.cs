using StackBench.Core.Workloads;
using StackBench.Workloads;
using StackBench.Workloads.Definitions;

namespace StackBench.Tests.Workloads;

/// <summary>Where the benchmarks of the libtorch engine stand in the ladder.</summary>
public sealed class LibtorchLayerTests
{
    [Theory]
    [InlineData("fp64", "amx_bf16,avx512_bf16", "fma.fp64", 1, "measured fp64 FMA peak")]
    [InlineData("fp32", "avx512_bf16", "fma.fp32", 1, "measured fp32 FMA peak")]
    [InlineData("bf16", "avx512_bf16", "fma.fp32", 2, "measured fp32 FMA peak (avx512_bf16)")]
    [InlineData("bf16", "avx512_bf16,amx_bf16", "fma.fp32", 16, "measured fp32 FMA peak (amx_bf16)")]
    [InlineData("bf16", "avx2,fma", "fma.fp32", 1, "measured fp32 FMA peak (no bf16 dot products here)")]
    [InlineData("fp16", "avx512_bf16,avx512_vnni", "fma.fp32", 1, "measured fp32 FMA peak (no fp16 dot products here)")]
    [InlineData("fp16", "avx512_fp16", "fma.fp32", 2, "measured fp32 FMA peak (avx512_fp16)")]
    [InlineData("int8", "avx512_vnni", "fma.fp32", 4, "measured fp32 FMA peak (avx512_vnni)")]
    [InlineData("int8", "avx2,avx_vnni", "fma.fp32", 4, "measured fp32 FMA peak (avx_vnni)")]
    [InlineData("bf16", "asimd,bf16,i8mm", "fma.fp32", 4, "measured fp32 FMA peak (bf16)")]
    [InlineData("int8", "asimddp,bf16,i8mm", "fma.fp32", 8, "measured fp32 FMA peak (i8mm)")]
    [InlineData("int8", "amx_int8,avx512_vnni", "fma.fp32", 32, "measured fp32 FMA peak (amx_int8)")]
    public void A_square_product_stands_on_the_measured_peak_times_what_its_type_gains(
        string type, string isa, string below, double factor, string title)
    {
        var workload = Find("gemm", $"{type} 1024x1024x1024", isa);

        Assert.Equal(new Layer($"gemm.{type}", below, factor, title), workload.Bounds.Layer);
    }

    [Theory]
    [InlineData("gemm", "bf16 256x1024x1024", "bf16")]
    [InlineData("gemm", "fp32 1000x1000x1000", "fp32")]
    [InlineData("convolution", "fp32 1x64x56x56 3x3/1 64 nchw", "fp32")]
    [InlineData("attention", "fp32 s512 h8 d64 flash", "fp32")]
    [InlineData("attention", "bf16 s512 h8 d64 math", "bf16")]
    public void All_other_compute_bound_work_stands_on_the_best_square_product(string benchmark, string name, string type) =>
        Assert.Equal(new Layer(null, $"gemm.{type}", 1, $"best square {type} GEMM"), Find(benchmark, name, "avx512_bf16").Bounds.Layer);

    [Theory]
    [InlineData(16, "memory.bandwidth")]
    [InlineData(96, null)]
    [InlineData(null, null)]
    public void What_only_reads_weights_stands_on_memory_if_no_cache_can_hold_them(int? cacheMebibytes, string? below)
    {
        var machine = Machines.With([], cacheMebibytes * (1L << 20));
        var workload = Catalog.All.Single(benchmark => benchmark.Name == "gemm").Workloads(new WorkloadTarget(machine, "libtorch"))
            .Single(workload => workload.Name == "fp32 1x4096x4096");

        Assert.Equal((null, below), (workload.Bounds.Layer.Provides, workload.Bounds.Layer.Below));
    }

    [Fact]
    public void Level_names_are_those_of_the_types() =>
        Assert.Equal(("gemm.int8", "flops.int8"), (Level.Gemm(DataType.Int8).Name, DataType.Int8.CeilingName));

    private static Workload Find(string benchmark, string name, string isa) =>
        Catalog.All.Single(candidate => candidate.Name == benchmark)
            .Workloads(new WorkloadTarget(Machines.With(isa.Split(',')), "libtorch")).Single(workload => workload.Name == name);
}
