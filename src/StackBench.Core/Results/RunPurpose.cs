namespace StackBench.Core.Results;

/// <summary>What a run was measured for.</summary>
public enum RunPurpose
{
    /// <summary>To know the machine: it may serve as a baseline and is part of its history.</summary>
    Measure,

    /// <summary>
    /// As one side of interleaved pairs (<c>ab</c>, <c>aa</c>): judged against the other side only, for one
    /// side may be made slow on purpose.
    /// </summary>
    Pair,

    /// <summary>
    /// To confirm another run: it holds only what looked changed there, and is neither <c>latest</c> nor part of
    /// a rolling baseline or history.
    /// </summary>
    Confirm,
}
