namespace StackBench.Tests.Running;

/// <summary>The system's clock, which a test sets forward, and which stands still while it is held.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private readonly long _start = System.GetTimestamp();
    private TimeSpan _stepped;

    public bool IsHeld { get; set; }

    public void Step(TimeSpan span) => _stepped += span;

    public override long GetTimestamp() =>
        (IsHeld ? _start : System.GetTimestamp()) + (long)(_stepped.TotalSeconds * TimestampFrequency);
}
