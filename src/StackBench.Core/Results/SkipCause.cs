namespace StackBench.Core.Results;

/// <summary>What kind of reason kept a workload from being measured.</summary>
public enum SkipCause
{
    /// <summary>The engine, device, type or kernel is not to be had here.</summary>
    Unavailable,

    /// <summary>A small trial predicted that it lasts too long.</summary>
    TooSlow,

    /// <summary>The run ended, or its budget was used up, before its turn came.</summary>
    NoTime,
}
