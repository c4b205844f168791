namespace StackBench.Core.Results;

/// <summary>How far a run came.</summary>
public enum RunStatus
{
    Running,
    Complete,

    /// <summary>Ended before its plan did; everything measured until then is kept.</summary>
    Interrupted,
}
