using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>A result that exists on one side only, or ended differently.</summary>
/// <param name="Before">Null when the baseline does not have the result.</param>
/// <param name="After">Null when the candidate does not have the result.</param>
public sealed record OutcomeChange(ResultKey Key, Outcome? Before, Outcome? After)
{
    /// <summary>Whether something that worked does not work any more; what the time did not suffice for is no loss.</summary>
    public bool IsLoss => Before is Ok && After is Failed or Implausible or Skipped { Cause: SkipCause.Unavailable };

    /// <summary>Whether it was measured before and is now predicted to be too slow: a prediction from a trial is no verdict.</summary>
    public bool IsSuspectedLoss => Before is Ok && After is Skipped { Cause: SkipCause.TooSlow };
}
