using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Workloads;

namespace StackBench.Tests.Comparison;

public sealed class LayerBlameTests
{
    /// <summary>FMA peak below GEMM below attention; factors by which each rate fell.</summary>
    [Theory]
    [InlineData(1.0, 1.0, 1.3, null)]
    [InlineData(1.0, 1.3, 1.3, "gemm")]
    [InlineData(1.3, 1.3, 1.3, "fma")]
    [InlineData(1.05, 1.3, 1.3, "gemm")]
    [InlineData(1.2, 1.25, 1.3, "fma")]
    [InlineData(1.0, 1.05, 1.3, null)]
    public void A_loss_that_shows_below_belongs_there(double fma, double gemm, double attention, string? expected)
    {
        var blame = Assert.Single(Blame(Stack(1, 1, 1), Stack(fma, gemm, attention)), blame => blame.Key.Workload == "attention");
        Assert.Equal(expected, blame.Level);
        Assert.Equal(attention, blame.Loss, 0.001);
        Assert.Equal((expected is null, "gemm"), (blame.IsOwnLayer, blame.Below));
    }

    [Fact]
    public void A_level_that_was_not_measured_is_not_blamed()
    {
        var blame = Assert.Single(Blame(Stack(1, 1, 1) with { Results = [Stack(1, 1, 1).Results[2]] }, Stack(1, 1.3, 1.3)), blame =>
            blame.Key.Workload == "attention");
        Assert.Equal((null, null, false, "gemm"), (blame.Level, blame.LevelLoss, blame.IsOwnLayer, blame.Below));
    }

    [Fact]
    public void A_ladder_in_a_circle_ends()
    {
        Run Circle(double factor) => Runs.Of(1, Runs.Rate("attention", Values(100 / factor)) with { Layer = new Layer("a", "a") });
        Assert.Equal("a", Assert.Single(Blame(Circle(1), Circle(1.3))).Level);
    }

    private static ImmutableArray<LayerBlame> Blame(Run before, Run after) =>
        Comparer.Compare([before], after, ComparisonOptions.Default, Design.Interleaved).Blames;

    private static Run Stack(double fma, double gemm, double attention) => Runs.Of(
        1,
        Runs.Rate("fma", Values(400 / fma)) with { Layer = new Layer("fma") },
        Runs.Rate("gemm", Values(300 / gemm)) with { Layer = new Layer("gemm", "fma") },
        Runs.Rate("attention", Values(100 / attention)) with { Layer = new Layer(Below: "gemm") });

    private static double[] Values(double centre) => Runs.Around(centre, 0.002, 10);
}
