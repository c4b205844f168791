namespace StackBench.Core.Results;

/// <summary>Why sampling of a launch ended.</summary>
public enum StopReason
{
    /// <summary>The interval of the median is narrow enough.</summary>
    Converged,

    /// <summary>The noise is stable; more samples would not narrow it.</summary>
    Plateau,

    /// <summary>Time or sample limit reached first; the samples are kept.</summary>
    Unconverged,

    /// <summary>A call is a whole measurement of its own, and one was asked for.</summary>
    SingleCall,

    /// <summary>The user or an engine's end stopped it.</summary>
    Interrupted,
}
