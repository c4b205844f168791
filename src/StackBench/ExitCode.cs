namespace StackBench;

/// <summary>Exit codes of every verb; documented in <c>stackbench --help</c>.</summary>
internal enum ExitCode
{
    Ok = 0,

    /// <summary>Internal error, or every workload failed.</summary>
    Failed = 1,

    Usage = 2,

    /// <summary>A regression was found and <c>--fail-on</c> asked for it, or a bound of <c>--expect</c> is not kept.</summary>
    Regression = 3,

    /// <summary>Some workloads failed, or the doctor found a problem or a warning.</summary>
    Partial = 4,

    NothingToRun = 5,

    Interrupted = 130,
}
