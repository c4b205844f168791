using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Comparison;

/// <summary>One metric of one result in interleaved pairs of fresh processes, as far as they are measured.</summary>
/// <param name="Baseline">Value i is of pair i, in <paramref name="Unit"/>.</param>
/// <param name="Candidate">As many.</param>
public sealed record PairedMetric(
    ResultKey Key, string Metric, Unit Unit, Better Better, double Threshold, double NoiseFloor, ImmutableArray<double> Baseline,
    ImmutableArray<double> Candidate)
{
    /// <summary>What identifies it in both stages.</summary>
    public (ResultKey Key, string Metric) Id => (Key, Metric);
}
