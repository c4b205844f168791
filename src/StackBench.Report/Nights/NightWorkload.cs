using System.Collections.Immutable;
using StackBench.Report.Charts;

namespace StackBench.Report.Nights;

/// <summary>A workload over the fleet.</summary>
/// <param name="Metric">What people read for it.</param>
/// <param name="Medians">The medians that differences are from, one for each kind of machine.</param>
/// <param name="Differences">Of all devices with a value, as shares.</param>
/// <param name="Slow">Names and differences of what is judged slow, the slowest first.</param>
public sealed record NightWorkload(
    string Name, string Metric, string Medians, HeatMap Map, ImmutableArray<double> Differences,
    ImmutableArray<(double Difference, string Name)> Slow);
