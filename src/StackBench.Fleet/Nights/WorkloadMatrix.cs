using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Units;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Nights;

/// <summary>What every device reached in one workload, machines of all kinds together.</summary>
/// <param name="Key">Of one of its kinds: its benchmark, workload, engine and metric are those of all.</param>
/// <param name="Medians">Value of the median device of each kind, by kind.</param>
/// <param name="Cells">In the order of racks, nodes and slots; absent ones included.</param>
public sealed record WorkloadMatrix(
    FleetSeriesKey Key, ImmutableSortedDictionary<string, double> Medians, ImmutableArray<FleetCell> Cells)
{
    /// <summary>Null for a metric of another tool.</summary>
    public Unit? Unit { get; } = UnitOf(Key.Metric);

    /// <summary>Null for a metric of another tool.</summary>
    internal static Unit? UnitOf(string metric) => MetricDefinitions.All.FirstOrDefault(known => known.Name == metric)?.Unit;

    /// <summary>The value of what the rules know as a logarithm.</summary>
    internal static double Value(FleetSeriesKey key, double logarithm) => Math.Exp(key.Better == Better.Higher ? logarithm : -logarithm);
}
