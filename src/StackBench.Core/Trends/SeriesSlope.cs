namespace StackBench.Core.Trends;

/// <summary>A steady change since the last step, relative per day and oriented so that above 0 is worse.</summary>
/// <param name="PerDay">0.001 = 0.1 % a day worse.</param>
/// <param name="Low">Of the 95 % interval.</param>
/// <param name="High">Of the 95 % interval.</param>
/// <param name="PValue">Two-sided, of there being no trend.</param>
public sealed record SeriesSlope(double PerDay, double Low, double High, double PValue)
{
    /// <summary>Largest p-value of a trend that is told.</summary>
    public const double Significance = 0.01;

    public bool IsSignificant => PValue <= Significance;
}
