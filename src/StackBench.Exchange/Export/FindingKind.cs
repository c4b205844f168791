namespace StackBench.Exchange.Export;

/// <summary>What a result of a comparison means to a pipeline, the worst first.</summary>
internal enum FindingKind
{
    /// <summary>The gate fails on it.</summary>
    Failure,

    /// <summary>Worse, or suspected to be, but nothing the gate fails on.</summary>
    Warning,

    /// <summary>Nothing is shown.</summary>
    Open,

    /// <summary>Shown to be no worse than the threshold.</summary>
    Passed,
}
