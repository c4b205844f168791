namespace StackBench.Tests.Machine.Telemetry;

/// <summary>A clock that moves only when told to.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _ticks;

    /// <summary>What each question for the time costs, to play a slow machine.</summary>
    public TimeSpan CostOfAsking { get; init; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks += CostOfAsking.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_ticks);
}
