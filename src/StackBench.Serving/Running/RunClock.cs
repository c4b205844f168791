namespace StackBench.Serving.Running;

/// <summary>Nanoseconds of the monotonic clock after the start of a run.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private readonly double _nanoseconds = 1e9 / time.TimestampFrequency;
    private long _start = time.GetTimestamp();

    /// <summary>The start of the run on the machine's monotonic clock.</summary>
    public long Origin => (long)(_start * _nanoseconds);

    public void Restart() => _start = time.GetTimestamp();

    public long Now() => (long)((time.GetTimestamp() - _start) * _nanoseconds);
}
