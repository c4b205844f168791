using System.Collections.Immutable;

namespace StackBench.Core.Comparison;

/// <summary>One metric of one result in runs that were stored, before it is judged together with the others of its report.</summary>
/// <param name="Basis">What is compared; evidence and verdict are filled in by <see cref="StoredReport"/>.</param>
/// <param name="Baseline">Launch values of each baseline run, newest first; no run without a value, all values above zero.</param>
/// <param name="Candidate">Launch values of each run that is judged, likewise.</param>
/// <param name="IsHeadline">Whether it is the first metric of its result: the others follow from the same samples and tell
/// nothing new of the noise.</param>
public sealed record StoredMetric(
    MetricComparison Basis, ImmutableArray<ImmutableArray<double>> Baseline, ImmutableArray<ImmutableArray<double>> Candidate,
    bool IsHeadline = true)
{
    /// <summary>Centres (logarithms) of earlier runs of the same work, a group for each other state of the machine.</summary>
    public ImmutableArray<ImmutableArray<double>> OtherStates { get; init; } = [];

    /// <summary>Why the evidence carries a suspicion at most; null where it carries a verdict.</summary>
    public string? OnlySuspectedBecause { get; init; }
}
