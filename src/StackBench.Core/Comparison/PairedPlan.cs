using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>
/// How many pairs an interleaved comparison takes: all metrics are screened, and those that look changed are measured again on fresh
/// pairs. As the second stage knows nothing of the first, the chance of any false verdict in a report is at most
/// <paramref name="FamilyAlpha"/>, however many metrics there are and however they depend on each other.
/// </summary>
/// <param name="ScreeningPairs">Of the first stage.</param>
/// <param name="ConfirmationPairs">Of the second stage at least; more where many metrics are confirmed together.</param>
/// <param name="MaximumPairs">What the user would spend at most on a metric that stays open.</param>
/// <param name="ScreeningAlpha">Largest p-value that the first stage lets through.</param>
/// <param name="Alpha">Of a bound, per side.</param>
public sealed record PairedPlan(
    int ScreeningPairs = 7, int ConfirmationPairs = 10, int MaximumPairs = 40, double ScreeningAlpha = 0.1, double FamilyAlpha = 0.05,
    double Alpha = 0.01)
{
    /// <summary>
    /// Pairs of the second stage for that many metrics: enough that the smallest p-value, 2^-n, survives Holm's correction.
    /// </summary>
    public int ConfirmationFor(int metrics)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(metrics, 1);
        return Math.Max(ConfirmationPairs, RatioEstimate.LeastPairs(2 * FamilyAlpha / metrics));
    }
}
