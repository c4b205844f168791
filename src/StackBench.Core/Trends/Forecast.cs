namespace StackBench.Core.Trends;

/// <summary>Where the next runs of a metric are expected, in its unit.</summary>
/// <param name="At">Moment it is given for.</param>
/// <param name="Low">Of the prediction interval: a run lies between <paramref name="Low"/> and <paramref name="High"/> with probability
/// <see cref="Level"/>, if nothing changes.</param>
public sealed record Forecast(DateTimeOffset At, double Value, double Low, double High)
{
    public const double Level = 0.95;
}
