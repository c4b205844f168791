using StackBench.Core.Statistics;

namespace StackBench.Tests.Statistics;

public class RadixOrderTests
{
    public static TheoryData<string> Shapes =>
        ["normal", "heavy tails", "equal", "few values", "close together far from zero", "both signs of zero", "ascending", "extremes",
            "outlier first"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_order_is_that_of_a_sort_by_comparison(string shape)
    {
        var random = new SplitMix64(7);
        var order = new RadixOrder(500);
        foreach (var length in (int[])[500, 1, 2, 63, 64, 317, 0])
        {
            double[] values = [.. Enumerable.Range(0, length).Select(i => Value(shape, i, random))];

            double[] sorted = [.. order.Of(values).ToArray().Select(place => values[place])];

            Assert.Equal(values.Order(), sorted);
            Assert.Equal(Enumerable.Range(0, length), order.Of(values).ToArray().Order());
        }
    }

    private static double Value(string shape, int index, SplitMix64 random) => shape switch
    {
        "normal" => random.NextNormal(),
        "heavy tails" => random.NextNormal() / random.NextNormal(),
        "equal" => 3,
        "few values" => random.Below(4),
        "close together far from zero" => 1e9 + (1e-6 * random.NextNormal()),
        "both signs of zero" => random.Below(2) == 0 ? 0.0 : -0.0,
        "ascending" => index,
        "outlier first" => index == 0 ? 1e12 : random.NextNormal(),
        "extremes" => random.Below(3) switch { 0 => double.MaxValue, 1 => double.MinValue, _ => double.Epsilon },
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };
}
