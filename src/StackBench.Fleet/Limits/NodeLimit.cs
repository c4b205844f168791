using StackBench.Core.Metrics;

namespace StackBench.Fleet.Limits;

/// <summary>What a device of a kind must reach in one metric.</summary>
/// <param name="Kind">Of machine (the machine key).</param>
/// <param name="Parameters">Of the workload, as text.</param>
/// <param name="Method">Of measurement.</param>
/// <param name="Median">Of the fleet, in the metric's unprefixed unit.</param>
/// <param name="Limit">Worse values are unfit, in the same unit.</param>
/// <param name="Devices">From which it was made.</param>
public sealed record NodeLimit(
    string Kind, string Benchmark, string Workload, string? Engine, string Metric, Better Better, string Parameters, int Method,
    double Median, double Limit, int Devices);
