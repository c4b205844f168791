using StackBench.Core.Statistics;

namespace StackBench.Serving.Metrics;

/// <summary>Percentiles of one latency, each only where at least two values lie beyond it. Seconds.</summary>
/// <param name="P90">From 20 values.</param>
/// <param name="P99">From 200 values.</param>
/// <param name="Max">Of <paramref name="Count"/>: what is told where p99 is not.</param>
public sealed record LatencySummary(int Count, double P50, double? P90, double? P99, double Max)
{
    public const int LeastForP90 = 20;
    public const int LeastForP99 = 200;

    /// <returns>Null without values: never a zero.</returns>
    public static LatencySummary? Of(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        if (known.Length == 0) return null;
        return new LatencySummary(
            known.Length,
            Quantile.Median(known),
            known.Length >= LeastForP90 ? Quantile.Of(known, 0.9) : null,
            known.Length >= LeastForP99 ? Quantile.Of(known, 0.99) : null,
            known.Max());
    }
}
