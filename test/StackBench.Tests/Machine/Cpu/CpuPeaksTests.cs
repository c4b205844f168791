using StackBench.Machine;
using StackBench.Machine.Cpu;

namespace StackBench.Tests.Machine.Cpu;

public sealed class CpuPeaksTests
{
    [Theory]
    [InlineData("sse2", "flops.fp32", 8)]
    [InlineData("sse2 avx", "flops.fp32", 16)]
    [InlineData("sse2 avx fma avx2", "flops.fp32", 32)]
    [InlineData("sse2 avx fma avx2", "flops.fp64", 16)]
    [InlineData("sse2 avx fma avx2 avx512f", "flops.fp32", 64)]
    [InlineData("sse2 avx fma avx2 avx512f", "flops.bf16", 64)]
    [InlineData("sse2 avx fma avx2 avx512f avx512_bf16", "flops.bf16", 128)]
    [InlineData("sse2 avx fma avx2 avx512f avx512_bf16 amx_bf16", "flops.bf16", 1024)]
    [InlineData("sse2 avx fma avx2 avx512f avx512_fp16", "flops.fp16", 128)]
    [InlineData("sse2 avx fma avx2 avx512f avx512_vnni", "flops.int8", 256)]
    [InlineData("sse2 avx fma avx2 avx512f amx_int8", "flops.int8", 2048)]
    [InlineData("asimd", "flops.fp32", 48)]
    [InlineData("asimd asimdhp i8mm bf16", "flops.int8", 384)]
    [InlineData("sse2 avx fma avx2 avx512f", "bandwidth.cache", 192)]
    [InlineData("sse2 avx fma avx2 avx512f", "bandwidth.memory", 64)]
    public void One_core_at_one_hertz_has_the_rate_of_a_cycle(string isa, string limit, double perCycle)
    {
        var peaks = CpuPeaks.Of(Cpu(isa, cores: 1, clockHertz: 1 / 1.1));
        Assert.Equal(perCycle, peaks.Find(limit)!.Limit, tolerance: 1e-9);
    }

    [Fact]
    public void One_core_has_its_share_of_each_limit()
    {
        var peaks = CpuPeaks.Of(Cpu("sse2 avx fma avx2", cores: 4, clockHertz: 1e9));
        var whole = peaks.Limits.Where(limit => !limit.Key.EndsWith(CpuPeaks.OneCore, StringComparison.Ordinal)).ToArray();
        Assert.Equal(2 * whole.Length, peaks.Limits.Count);
        Assert.All(whole, limit => Assert.Equal(limit.Value.Limit / 4, peaks.Find(limit.Key + CpuPeaks.OneCore)!.Limit, tolerance: 1));
    }

    [Fact]
    public void An_unknown_clock_is_bounded_generously_and_the_basis_says_so()
    {
        var limit = CpuPeaks.Of(Cpu("sse2 avx fma avx2", cores: 4, Fact<double>.Unknown("none"))).Find("flops.fp32")!;
        Assert.Equal(4 * 32 * 6.5e9, limit.Limit);
        Assert.Equal("4 cores x 32 FLOP/cycle (2 units 256-bit) x 6.50 GHz (clock unknown, no processor is faster)", limit.Basis);
    }

    [Fact]
    public void In_a_virtual_machine_neither_cores_nor_clock_are_believed()
    {
        var cpu = Cpu("sse2 avx fma avx2", cores: 1, clockHertz: 1e9) with { IsVirtual = true, AllowedCpus = [0, 1] };
        Assert.Equal(2 * 32 * 6.5e9, CpuPeaks.Of(cpu).Find("flops.fp32")!.Limit);
    }

    [Fact]
    public void A_quota_does_not_lower_the_limit_of_a_burst()
    {
        var cpu = Cpu("sse2 avx fma avx2", cores: 8, clockHertz: 1e9) with { QuotaCpus = 1, UsableCores = 1 };
        Assert.Equal(8 * 32 * 1.1e9, CpuPeaks.Of(cpu).Find("flops.fp32")!.Limit, tolerance: 1);
    }

    [Fact]
    public void What_is_not_known_of_an_instruction_set_is_absent()
    {
        Assert.Empty(CpuPeaks.Of(Cpu("", cores: 1, clockHertz: 1)).Limits);
        var withMatrixUnit = CpuPeaks.Of(Cpu("asimd sme", cores: 1, clockHertz: 1));
        Assert.Null(withMatrixUnit.Find("flops.fp32"));
        Assert.NotNull(withMatrixUnit.Find("bandwidth.memory"));
    }

    [Theory]
    [InlineData("flops.fp32", 429e9)]
    [InlineData("flops.bf16", 690e9)]
    [InlineData("bandwidth.memory", 102.3e9)]
    public void Rates_measured_on_two_virtual_Zen_5_cores_are_admitted(string limit, double measured)
    {
        var cpu = Cpu(
            "sse2 avx fma avx2 avx512f avx512_vnni avx512_bf16", cores: 2, Fact<double>.Unknown("virtual")) with
        { IsVirtual = true };
        Assert.True(CpuPeaks.Of(cpu).Find(limit)!.Admits(measured));
    }

    [Fact]
    public void A_bandwidth_from_a_clock_started_too_late_is_not_admitted()
    {
        var cpu = Cpu("sse2 avx fma avx2 avx512f", cores: 2, Fact<double>.Unknown("virtual")) with { IsVirtual = true };
        Assert.False(CpuPeaks.Of(cpu).Find("bandwidth.memory")!.Admits(1111e9));
    }

    private static CpuFacts Cpu(string isa, int cores, Fact<double> clockHertz) => new()
    {
        Model = "Test",
        Vendor = "test",
        Sockets = 1,
        Cores = cores,
        Threads = cores,
        NumaNodes = 1,
        AllowedCpus = [.. Enumerable.Range(0, cores)],
        AllowedCores = cores,
        QuotaCpus = cores,
        Caches = [],
        Isa = [.. isa.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        MaxClockHertz = clockHertz,
        Governor = Fact<string>.Unknown("none"),
        Turbo = Fact<bool>.Unknown("none"),
        UsableCores = cores,
    };
}
