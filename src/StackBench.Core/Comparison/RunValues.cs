using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StackBench.Core.Results;
using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>What a run measured of given work.</summary>
internal static class RunValues
{
    /// <summary>Launch values of a metric in a result of the same work; empty where it is none.</summary>
    public static ImmutableArray<double> Of(BenchmarkResult? result, BenchmarkResult work, string metric)
    {
        if (result is not { Outcome: Ok, IsInvalid: false } || !result.Parameters.Equals(work.Parameters) || result.Cost != work.Cost)
            return [];
        var values = new double[result.Launches.Length];
        var count = 0;
        foreach (var launch in result.Launches)
            if (launch.Values.TryGetValue(metric, out var value)) values[count++] = value;
        if (count < values.Length) Array.Resize(ref values, count);
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    /// <summary>Whether all are finite and above zero, so that there is a ratio.</summary>
    public static bool HaveRatio(ImmutableArray<double> values)
    {
        foreach (var value in values)
            if (!(value > 0 && double.IsFinite(value))) return false;
        return true;
    }

    /// <summary>Logarithm of the values' centre.</summary>
    public static double Center(ImmutableArray<double> values) => Math.Log(HodgesLehmann.GeometricCenter(values.AsSpan()));
}
