namespace StackBench.Core.Comparison;

/// <summary>
/// What a comparison of one metric comes to. "No significant difference" is no verdict: what is not shown is inconclusive.
/// </summary>
public enum Verdict
{
    /// <summary>Worse by more than the threshold, at the stated error rate.</summary>
    Regression,

    /// <summary>Better by more than the threshold, at the stated error rate.</summary>
    Improvement,

    /// <summary>Shown to lie within the threshold.</summary>
    NoChange,

    /// <summary>A change is shown, but not beyond the threshold.</summary>
    SmallChange,

    /// <summary>The evidence suffices for no statement.</summary>
    Inconclusive,

    /// <summary>Looks worse by more than the threshold; the evidence does not carry a verdict.</summary>
    Suspected,

    /// <summary>Fewer launches, pairs or runs than any verdict needs.</summary>
    TooFew,

    /// <summary>Different things were measured, or there is no ratio between the values.</summary>
    NotComparable,
}
