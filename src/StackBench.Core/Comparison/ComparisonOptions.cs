using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>With which error rates and thresholds runs are compared, and what else is known of their machine.</summary>
/// <param name="Alpha">Of a false verdict per metric and side.</param>
/// <param name="FamilyAlpha">Of any false regression in the whole comparison.</param>
public sealed record ComparisonOptions(Thresholds Thresholds, double Alpha = 0.01, double FamilyAlpha = 0.05)
{
    /// <summary>Why nothing in this comparison can be more than suspected; null where verdicts are possible.</summary>
    public string? OnlySuspectedBecause { get; init; }

    /// <summary>
    /// Other runs of the same machine, newest first. They say how far its runs scatter, never where the baseline lies.
    /// </summary>
    public ImmutableArray<Run> History { get; init; } = [];

    public static ComparisonOptions Default { get; } = new(Thresholds.Default);
}
