using StackBench.Core.Comparison;

namespace StackBench.Core.Trends;

/// <summary>A step in a metric's history.</summary>
/// <param name="Index">Of the first point after it.</param>
/// <param name="Ratio">Level after over level before, oriented so that above 1 is worse.</param>
/// <param name="RunsAfter">Points between it and the next step.</param>
/// <param name="Cause">The most relevant fact that changed exactly there; null when none did.</param>
public sealed record SeriesChange(int Index, double Ratio, int RunsAfter, FactChange? Cause)
{
    /// <summary>Points after a step from which it is sure.</summary>
    public const int SureRuns = 5;

    /// <summary>Whether too few runs came after it to be sure; interleaved pairs of the two states tell.</summary>
    public bool IsSuspected => RunsAfter < SureRuns;
}
