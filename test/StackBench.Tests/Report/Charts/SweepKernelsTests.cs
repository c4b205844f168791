using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Workloads;
using StackBench.Report.Charts;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Report.Charts;

public sealed class SweepKernelsTests
{
    private static readonly BenchmarkResult Some = ExampleRun.Full.Results.First(result => result.Headline is not null);

    private static readonly BenchmarkResult[] Results =
    [
        .. new[] { 1L << 16, 1L << 20, 1L << 24 }.Select(size =>
            Some with { Workload = $"read {size}", Parameters = Parameters.Of(("pattern", "read"), ("bytes", size)) }),
    ];

    private static readonly Sweep Curve = Sweep.Of(Results)[0];

    [Fact]
    public void A_curve_of_one_kernel_names_it_once()
    {
        var line = Assert.Single(SweepKernels.Of(Curve, Ran("avx2")));
        Assert.Equal($"{Size(0)} to {Size(^1)}: avx2", line.Text);
        Assert.Equal(Curve.Points[0].Key, line.Key);
    }

    [Fact]
    public void A_change_of_kernel_begins_a_line_of_its_own() => Assert.Equal(
        [$"{Size(0)}: small", $"{Size(1)} to {Size(^1)}: large"], SweepKernels.Of(Curve, Ran("small", "large")).Select(line => line.Text));

    [Fact]
    public void A_size_whose_launches_differ_names_both() => Assert.StartsWith(
        $"{Size(0)}: a or b",
        SweepKernels.Of(Curve, Ran("a", "b").Select(result => result.Key == Curve.Points[0].Key
            ? result with { Launches = [result.Launches[0], result.Launches[0] with { Backend = "b" }] } : result))[0].Text,
        StringComparison.Ordinal);

    private static string Size(Index point) => SweepText.Size(Curve, Curve.Points[point].Size);

    // The last kernel is that of all further sizes.
    private static IEnumerable<BenchmarkResult> Ran(params string[] kernels) => Curve.Points.Select((point, place) =>
    {
        var result = Results.First(result => result.Key == point.Key);
        return result with { Launches = [result.Launches[0] with { Backend = kernels[Math.Min(place, kernels.Length - 1)] }] };
    });
}
