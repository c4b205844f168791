namespace StackBench.Machine.Telemetry;

/// <summary>Makes a costly reading rarer, so that it takes no more than a small share of a core.</summary>
/// <param name="share">Most that the reading may cost, of one core.</param>
internal sealed class ReadingPace(TimeProvider time, double share = 0.002)
{
    private const double DelaySeconds = 2;

    private long _begin;
    private double _dueSeconds = double.NegativeInfinity;

    /// <summary>Whether the reading is due; if so its cost is counted until <see cref="End"/>.</summary>
    public bool Begin(double seconds)
    {
        if (seconds < _dueSeconds) return false;
        _begin = time.GetTimestamp();
        return true;
    }

    /// <summary>Puts the reading off for a while.</summary>
    public void Delay(double seconds) => _dueSeconds = seconds + DelaySeconds;

    public void End(double seconds) => _dueSeconds = seconds + (time.GetElapsedTime(_begin).TotalSeconds / share);
}
