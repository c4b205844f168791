namespace StackBench.Core.Comparison;

/// <summary>With which error rates and thresholds runs are compared.</summary>
/// <param name="Alpha">Of a false verdict per metric and side.</param>
/// <param name="FamilyAlpha">Of any false regression in the whole comparison.</param>
public sealed record ComparisonOptions(Thresholds Thresholds, double Alpha = 0.01, double FamilyAlpha = 0.05)
{
    /// <summary>Why nothing in this comparison can be more than suspected; null where verdicts are possible.</summary>
    public string? OnlySuspectedBecause { get; init; }

    public static ComparisonOptions Default { get; } = new(Thresholds.Default);
}
