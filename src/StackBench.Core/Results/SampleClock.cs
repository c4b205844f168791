namespace StackBench.Core.Results;

/// <summary>Where the time of a sample was taken.</summary>
public enum SampleClock
{
    /// <summary>Monotonic clock of the worker process.</summary>
    Host,

    /// <summary>Events on the device.</summary>
    Device,
}
