namespace StackBench.Core.Results;

/// <summary>The stage of a workload in which an engine failed.</summary>
public enum FailureStage
{
    /// <summary>The engine process did not come up.</summary>
    Start,

    /// <summary>Inputs, kernels or the first call.</summary>
    Prepare,

    /// <summary>The result differs from the reference.</summary>
    Check,

    WarmUp,

    Measure,

    /// <summary>The engine did not keep to the worker protocol.</summary>
    Protocol,
}
