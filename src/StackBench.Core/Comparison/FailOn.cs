namespace StackBench.Core.Comparison;

/// <summary>What a gate fails on.</summary>
public enum FailOn
{
    Never,
    Regression,

    /// <summary>Regressions and suspected ones.</summary>
    Suspected,
}
