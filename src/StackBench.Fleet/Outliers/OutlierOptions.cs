using StackBench.Core.Comparison;

namespace StackBench.Fleet.Outliers;

/// <summary>What is asked of a finding. The figures are those of the simulations that <c>selftest fleet</c> repeats.</summary>
public sealed record OutlierOptions
{
    public const double UsualSlowGap = 0.10;

    /// <summary>Chance of any false suspicion by the rule <c>changed</c> in a night, over all devices and metrics.</summary>
    public double FamilyAlpha { get; init; } = 0.05;

    /// <summary>Smallest loss against the device's own history that matters; a metric's own threshold may be larger.</summary>
    public double ChangedGap { get; init; } = 0.03;

    /// <summary>Smallest loss against the siblings that matters: equal GPUs differ by several percent.</summary>
    public double SlowGap { get; init; } = UsualSlowGap;

    /// <summary>Earlier nights that a device needs before a change of it is judged.</summary>
    public int LeastNights { get; init; } = 5;

    /// <summary>Devices of a kind and slot below which there is no verdict: four would need 16 times the noise.</summary>
    public int LeastSiblings { get; init; } = 5;

    /// <summary>From this many on, the scale comes from the siblings' lower half; below, from a leave-one-out t limit.</summary>
    public int ManySiblings { get; init; } = 16;

    /// <summary>Chance of any false suspicion in a small group of siblings and one metric.</summary>
    public double GroupAlpha { get; init; } = 0.01;

    /// <summary>Slowest devices that are listed, whatever the verdicts.</summary>
    public int MostRanked { get; init; } = 20;

    public Thresholds Thresholds { get; init; } = Thresholds.Default;
}
