using StackBench.Measuring;

namespace StackBench.Tests.Measuring;

public sealed class WorkloadFilterTests
{
    [Theory]
    [InlineData("bf16*", true)]
    [InlineData("BF16*", true)]
    [InlineData("gemm bf16 2048*", true)]
    [InlineData("*2048", true)]
    [InlineData("bf?6 2048", true)]
    [InlineData("bf16", false)]
    [InlineData("gemm", false)]
    [InlineData("gemm*", true)]
    [InlineData("fp32*", false)]
    [InlineData("attention bf16*", false)]
    public void A_pattern_is_held_against_the_whole_name_with_and_without_the_benchmark(string pattern, bool matches) =>
        Assert.Equal(matches, WorkloadFilter.Matches(pattern, "gemm", "bf16 2048"));
}
