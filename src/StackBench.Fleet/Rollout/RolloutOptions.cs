using System.Collections.Immutable;

namespace StackBench.Fleet.Rollout;

/// <summary>What is asked of a verdict.</summary>
public sealed record RolloutOptions
{
    public const double UsualGap = 0.01;

    /// <summary>Chance of any false verdict over all workloads; also of an interval to miss the true change.</summary>
    public double FamilyAlpha { get; init; } = 0.05;

    /// <summary>Nodes a side below which there is no verdict.</summary>
    public int LeastNodes { get; init; } = 5;

    /// <summary>Smallest change that matters, where <see cref="Wanted"/> does not say: many nodes tell less apart than one can.</summary>
    public double Gap { get; init; } = UsualGap;

    /// <summary>Smallest change that matters, by metric, as the user gave it.</summary>
    public ImmutableDictionary<string, double> Wanted { get; init; } = ImmutableDictionary<string, double>.Empty;

    public double GapOf(string metric) => Wanted.GetValueOrDefault(metric, Gap);
}
