using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Workloads;
using StackBench.Tests.Fixtures;

namespace StackBench.Tests.Comparison;

/// <summary>Runs with chosen launch values.</summary>
internal static class Runs
{
    public static Run Of(int number, params BenchmarkResult[] results) => ExampleRun.Small(number) with { Results = [.. results] };

    public static BenchmarkResult Rate(string workload, params double[] values) => Result(workload, MetricDefinitions.FlopRate, values);

    public static BenchmarkResult Latency(string workload, params double[] values) => Result(workload, MetricDefinitions.Latency, values);

    public static BenchmarkResult Result(string workload, MetricDefinition metric, double[] values)
    {
        var template = ExampleRun.Full.Results[0];
        var launch = template.Launches[0];
        return template with
        {
            Benchmark = "gemm",
            Workload = workload,
            Engine = "libtorch",
            Layer = new Layer(),
            Outcome = new Ok([new MetricValue(metric.Name, Quantile.Median(values), metric.Unit, metric.Better)], []),
            Launches =
            [
                .. values.Select((value, i) => launch with
                {
                    Number = i + 1,
                    Values = ImmutableSortedDictionary<string, double>.Empty.Add(metric.Name, value),
                }),
            ],
        };
    }

    /// <summary>Values around a centre, evenly within ± the spread.</summary>
    public static double[] Around(double centre, double spread, int count) =>
        [.. Enumerable.Range(0, count).Select(i => centre * (1 + (spread * ((2.0 * ((i * 11) % count) / (count - 1)) - 1))))];

    /// <summary>The one metric of a comparison.</summary>
    public static MetricComparison Compared(Run[] baseline, Run candidate, Design design = Design.Stored) =>
        Assert.Single(Comparer.Compare([.. baseline], candidate, ComparisonOptions.Default, design).Metrics);

    /// <summary>Runs of one workload around 100, newest first.</summary>
    public static Run[] History(int count, double spread) =>
        [.. Around(100, spread, Math.Max(count, 2)).Take(count)
            .Select((centre, i) => Of(count - i, Rate("a", Around(centre, 0.002, 5))))];
}
