namespace StackBench.Core.Trends;

/// <summary>Where a metric is heading, in its unit.</summary>
/// <param name="At">Moment it is told for.</param>
/// <param name="Low">From the low end of the slope's interval.</param>
/// <param name="High">From the high end of the slope's interval.</param>
public sealed record Forecast(DateTimeOffset At, double Value, double Low, double High);
