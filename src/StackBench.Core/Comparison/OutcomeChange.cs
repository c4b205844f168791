using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>A result that exists on one side only, or ended differently.</summary>
/// <param name="Before">Null when the baseline does not have the result.</param>
/// <param name="After">Null when the candidate does not have the result.</param>
public sealed record OutcomeChange(ResultKey Key, Outcome? Before, Outcome? After)
{
    /// <summary>Whether something that worked was tried and does not work any more; what was merely not measured is no loss.</summary>
    public bool IsLoss => Before is Ok && After is (Failed or Implausible);
}
