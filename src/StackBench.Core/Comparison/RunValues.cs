using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>What a run measured of given work.</summary>
internal static class RunValues
{
    public static Dictionary<ResultKey, BenchmarkResult> ByKey(Run run) => run.Results.ToDictionary(result => result.Key);

    /// <summary>Launch values of a metric in a run that measured the same work; empty where it did not.</summary>
    public static ImmutableArray<double> Of(Dictionary<ResultKey, BenchmarkResult> run, BenchmarkResult work, string metric) =>
        run.GetValueOrDefault(work.Key) is { Outcome: Ok, IsInvalid: false } result && result.Parameters.Equals(work.Parameters)
            && result.Cost == work.Cost
            ? [.. result.Launches.Where(launch => launch.Values.ContainsKey(metric)).Select(launch => launch.Values[metric])]
            : [];

    /// <summary>Logarithm of the values' centre.</summary>
    public static double Center(ImmutableArray<double> values) => Math.Log(HodgesLehmann.GeometricCenter(values.AsSpan()));
}
