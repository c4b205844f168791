using StackBench.Worker.Native.Compute;
using StackBench.Worker.Native.Simd;

namespace StackBench.Tests.Worker.Native;

public sealed unsafe class FmaChainsTests
{
    public static TheoryData<int, long> WidthsAndRounds()
    {
        var data = new TheoryData<int, long>();
        foreach (var width in VectorWidths.Available)
        {
            foreach (var rounds in new long[] { 1, 2, 3, 1000, 1_000_001 }) data.Add(width, rounds);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(WidthsAndRounds))]
    public void Fp32_agrees_with_scalar_arithmetic_and_stays_normal_over_any_count_of_rounds(int width, long rounds)
    {
        using var chains = new FmaChains<float>(FmaKernels.Single(width), width / 32, seed: 3);

        chains.Run(rounds);

        Assert.True(chains.DeviationAfter(rounds) <= FmaChains<float>.Tolerance);
        Assert.True(chains.DeviationOfShortRun() <= FmaChains<float>.Tolerance);
    }

    [Theory]
    [MemberData(nameof(WidthsAndRounds))]
    public void Fp64_agrees_with_scalar_arithmetic_and_stays_normal_over_any_count_of_rounds(int width, long rounds)
    {
        using var chains = new FmaChains<double>(FmaKernels.Double(width), width / 64, seed: 3);

        chains.Run(rounds);

        Assert.True(chains.DeviationAfter(rounds) <= FmaChains<double>.Tolerance);
        Assert.True(chains.DeviationOfShortRun() <= FmaChains<double>.Tolerance);
    }

    [Fact]
    public void Two_rounds_bring_the_values_back_and_one_does_not()
    {
        var values = stackalloc double[64];
        var start = (double*)(((nint)values + 63) / 64 * 64);
        new Span<double>(start, FmaKernels.Chains * 2).Fill(2.5);
        var more = stackalloc double[64];
        var coefficients = (double*)(((nint)more + 63) / 64 * 64);
        var result = coefficients + 8;
        for (var lane = 0; lane < 2; lane++) (coefficients[lane], coefficients[2 + lane], coefficients[4 + lane]) = (1.25, 0.8, -1.5625);

        FmaKernels.Double(128)(start, coefficients, result, 1);
        var odd = result[0];
        FmaKernels.Double(128)(start, coefficients, result, 2);

        Assert.Equal((2.5 * 1.25) - 1.5625, odd, 1e-15);
        Assert.Equal(2.5, result[0], 1e-15);
    }

    [Fact]
    public void A_kernel_that_does_fewer_rounds_than_told_is_found()
    {
        var honest = FmaKernels.Double(128);
        using var chains = new FmaChains<double>(
            (start, coefficients, result, rounds) => honest(start, coefficients, result, rounds - 2), lanes: 2, seed: 3);

        Assert.True(chains.DeviationOfShortRun() > FmaChains<double>.Tolerance);
    }

    [Fact]
    public void A_result_that_is_not_finite_is_found()
    {
        using var chains =
            new FmaChains<float>((_, _, result, _) => new Span<float>(result, FmaKernels.Chains * 4).Fill(float.NaN), lanes: 4, seed: 3);

        chains.Run(2);

        Assert.Equal(double.PositiveInfinity, chains.DeviationAfter(2));
    }
}
