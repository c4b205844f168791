using StackBench.Core.Metrics;
using StackBench.Core.Statistics;

namespace StackBench.Core.Comparison;

/// <summary>Turns ratios so that above 1 is worse, whichever way the metric improves.</summary>
internal static class Orientation
{
    public static RatioInterval Orient(this RatioInterval interval, Better better) => better == Better.Lower ? interval : interval.Inverse;

    public static double Orient(double ratio, Better better) => better == Better.Lower ? ratio : 1 / ratio;

    /// <summary>+1 where greater values are worse, else -1.</summary>
    public static int Sign(Better better) => better == Better.Lower ? 1 : -1;

    public static Interval ToInterval(this RatioInterval interval) => new(interval.Low, interval.High, interval.Level);
}
