using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;

namespace StackBench.Report.Charts;

/// <summary>The kernels behind a curve over a size: a step in it is often a change of kernel.</summary>
internal static class SweepKernels
{
    /// <summary>A line for each stretch of sizes with the same kernel, smallest size first: <c>4 KiB to 1 MiB: avx2</c>.</summary>
    public static ImmutableArray<ChartLegend> Of(Sweep sweep, IEnumerable<BenchmarkResult> results)
    {
        var backends = results.Where(result => !result.Launches.IsEmpty)
            .GroupBy(result => result.Key).ToDictionary(same => same.Key, same => Backend(same.First()));
        var lines = ImmutableArray.CreateBuilder<ChartLegend>();
        for (int first = 0, end; first < sweep.Points.Length; first = end)
        {
            var (start, kernel) = (sweep.Points[first], backends.GetValueOrDefault(sweep.Points[first].Key));
            for (end = first + 1; end < sweep.Points.Length && backends.GetValueOrDefault(sweep.Points[end].Key) == kernel;) end++;
            if (kernel is null) continue;
            var sizes = end == first + 1
                ? SweepText.Size(sweep, start.Size)
                : $"{SweepText.Size(sweep, start.Size)} to {SweepText.Size(sweep, sweep.Points[end - 1].Size)}";
            lines.Add(new ChartLegend(start.Key, $"{sizes}: {kernel}"));
        }

        return lines.ToImmutable();
    }

    // Launches that ran different kernels have a note of their own.
    private static string Backend(BenchmarkResult result) =>
        string.Join(" or ", result.Launches.Select(launch => launch.Backend).Distinct());
}
