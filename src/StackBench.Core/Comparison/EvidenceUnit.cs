namespace StackBench.Core.Comparison;

/// <summary>What counts as one piece of evidence.</summary>
public enum EvidenceUnit
{
    /// <summary>A fresh process.</summary>
    Launch,

    /// <summary>Two fresh processes, baseline and candidate, in random order.</summary>
    Pair,

    /// <summary>A whole run at another time.</summary>
    Run,
}
