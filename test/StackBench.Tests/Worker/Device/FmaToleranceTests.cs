using StackBench.Worker.Device;
using StackBench.Worker.Spirv;

namespace StackBench.Tests.Worker.Device;

/// <summary>What a type may be off by rounding passes, also where a device rounds product and sum apart; work left out does not.</summary>
public sealed class FmaToleranceTests
{
    private const int CheckedRounds = 16;

    /// <summary>Rounds of four steps that are done of sixteen, and whether product and sum are rounded apart.</summary>
    [Theory]
    [InlineData("bf16", 16, false, true)]
    [InlineData("bf16", 16, true, true)]
    [InlineData("bf16", 14, false, false)]
    [InlineData("fp16", 16, false, true)]
    [InlineData("fp16", 16, true, true)]
    [InlineData("fp16", 14, false, false)]
    public void An_eighth_of_the_work_left_out_is_wrong(string name, int rounds, bool isApart, bool isRight)
    {
        var type = name == "bf16" ? FmaType.Bf16x2 : FmaType.Fp16x2;
        var (inputs, lanes) = (FmaRounds.Inputs(type, 1), FmaKernel.GroupSize * (int)type.Lanes);

        var error = FmaRounds.Error(Computed(type, inputs, lanes, rounds, isApart), FmaRounds.Reference(inputs, lanes, CheckedRounds));

        Assert.True(error <= type.Tolerance == isRight, FormattableString.Invariant($"{error}"));
    }

    private static double[] Computed(FmaType type, double[] inputs, int lanes, int rounds, bool isApart)
    {
        double Fma(double value, double factor, double other) =>
            type.Round(value + (isApart ? type.Round(factor * other) : factor * other));
        var results = new double[lanes];
        for (var lane = 0; lane < lanes; lane++)
        {
            double[] values = [.. FmaKernel.Seeds.Select(seed => inputs[(seed * lanes) + lane])];
            for (var step = 0; step < rounds * FmaKernel.Steps; step++)
                for (var parity = 0; parity < 2; parity++)
                    for (var i = parity; i < values.Length; i += 2)
                        values[i] = Fma(values[i], inputs[(parity * lanes) + lane], values[i ^ 1]);
            results[lane] = values.Aggregate(0.0, (sum, value) => type.Round(sum + value));
        }

        return results;
    }
}
