using StackBench.Core.Expectations;
using StackBench.Core.Results;

namespace StackBench.Tests.Expectations;

/// <summary>An RTX 4090 gives 921.6 GB/s (copy), 165.7 TFLOP/s (bf16), 53.8 (fp32) and 26.1 GB/s over its link.</summary>
public sealed class JudgementPatternTests
{
    private static string? Cause(params BenchmarkResult[] results)
    {
        var run = Gpus.Run("NVIDIA GeForce RTX 4090", "10de:2684", Gpus.Link(16, "16 GT/s x16"), results);
        return JudgementPattern.Of(ExpectationJudge.Of(run)).SingleOrDefault()?.Cause;
    }

    [Fact]
    public void Nothing_is_said_where_all_is_well() =>
        Assert.Null(Cause(Gpus.Memory(920e9), Gpus.Gemm(165e12), Gpus.Transfer(26e9)));

    [Fact]
    public void Arithmetic_low_by_one_factor_is_a_limit_of_power() => Assert.Equal(
        "all arithmetic is low by one factor and the memory is fine",
        Cause(Gpus.Memory(920e9), Gpus.Gemm(95e12), Gpus.Gemm(30e12, "fp32")));

    [Fact]
    public void Only_the_link() => Assert.Equal(
        "only the link is slow", Cause(Gpus.Memory(920e9), Gpus.Gemm(165e12), Gpus.Transfer(6.5e9)));

    [Fact]
    public void Only_the_memory() => Assert.Equal(
        "the memory is slow and nothing else", Cause(Gpus.Memory(500e9), Gpus.Gemm(165e12), Gpus.Transfer(26e9)));

    /// <summary>Nobody knows what else is slow where nothing else was measured.</summary>
    [Fact]
    public void Alone_it_is_not_called_the_only_one()
    {
        Assert.DoesNotContain("only", Cause(Gpus.Transfer(6.5e9)), StringComparison.Ordinal);
        Assert.DoesNotContain("nothing else", Cause(Gpus.Memory(500e9)), StringComparison.Ordinal);
    }

    /// <summary>What others publish is the best of a sweep over sizes; benchmark gemm takes one that its suite has time for.</summary>
    [Fact]
    public void A_product_of_one_size_is_not_held_against_the_best_of_many()
    {
        var one = Gpus.Gemm(95e12) with { Benchmark = "gemm" };
        Assert.Empty(ExpectationJudge.Of(Gpus.Run("NVIDIA GeForce RTX 4090", "10de:2684", one)));
    }

    /// <summary>Of the H200 both are published.</summary>
    [Fact]
    public void Products_low_while_the_loops_are_fine_are_the_library_s()
    {
        double Typical(string quantity) => ExpectationTable.Shipped.Find("H200 SXM", quantity)!.Typical!.Value;
        var run = Gpus.Run("NVIDIA H200", "10de:2335",
            Gpus.Gemm(Typical("bf16-gemm-best") * 0.15), Gpus.Loop(Typical("fp32-vector-peak"), "fp32", "vector"));
        var pattern = Assert.Single(JudgementPattern.Of(ExpectationJudge.Of(run)));
        Assert.Equal("the units give their rate, the library does not", pattern.Cause);
        Assert.Equal("bf16-gemm-best", Assert.Single(pattern.Losses).Figure.Quantity);
    }
}
