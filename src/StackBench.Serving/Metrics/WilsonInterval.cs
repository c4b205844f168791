using StackBench.Core.Statistics;

namespace StackBench.Serving.Metrics;

/// <summary>Interval of a share by its score (Wilson 1927): it holds near 0 and 1, where the usual one does not.</summary>
internal static class WilsonInterval
{
    /// <summary>Of 95 %; null without trials.</summary>
    public static Interval? Of(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0) return null;
        const double z = 1.959963984540054;
        var share = (double)successes / trials;
        var scale = 1 + (z * z / trials);
        var centre = (share + (z * z / (2 * trials))) / scale;
        var reach = z / scale * Math.Sqrt((share * (1 - share) / trials) + (z * z / (4.0 * trials * trials)));
        return new Interval(successes == 0 ? 0 : Math.Max(0, centre - reach), successes == trials ? 1 : Math.Min(1, centre + reach), 0.95);
    }
}
