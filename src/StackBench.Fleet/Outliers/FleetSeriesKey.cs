using StackBench.Core.Metrics;
using StackBench.Core.Workloads;

namespace StackBench.Fleet.Outliers;

/// <summary>What must be equal for values of two devices, or of two nights, to be compared.</summary>
/// <param name="Kind">Of machine: CPU and GPU models (the machine key).</param>
/// <param name="Engine">Null where the result names none.</param>
/// <param name="Method">Of measurement: results of different methods are not comparable.</param>
public sealed record FleetSeriesKey(
    string Kind, string Benchmark, string Workload, string? Engine, string Metric, Better Better, Parameters Parameters, int Method)
{
    public override string ToString() => Benchmark == Workload ? Workload : $"{Benchmark} {Workload}";
}
