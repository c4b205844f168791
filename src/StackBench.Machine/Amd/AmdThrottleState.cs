namespace StackBench.Machine.Amd;

/// <summary>
/// Throttling between two metrics tables. Revisions 1.3 and 2.2 to 2.4 state bits of the moment; from 1.6 and in 3.0 counters run
/// while a reason holds, so that their differences tell the time between. Pure.
/// </summary>
internal static class AmdThrottleState
{
    private static readonly string[] InstinctThrottle =
        ["prochot_residency_acc", "socket_thm_residency_acc", "vr_thm_residency_acc", "hbm_thm_residency_acc"];
    private static readonly string[] InstinctPower = ["ppt_residency_acc"];
    private static readonly string[] ApuThrottle =
        ["throttle_residency_prochot", "throttle_residency_thm_core", "throttle_residency_thm_gfx", "throttle_residency_thm_soc"];
    private static readonly string[] ApuPower = ["throttle_residency_spl", "throttle_residency_fppt", "throttle_residency_sppt"];
    private const string InstinctTime = "accumulation_counter";

    /// <summary>Whether a revision counts time, so that its values are averages since the table before.</summary>
    public static bool CountsTime(GpuMetrics table) => !table.All(ApuThrottle[0]).IsEmpty || !table.All(InstinctThrottle[0]).IsEmpty;

    /// <summary>Share of the time, or the flag of the moment, 0 to 1; null at the first table of those that count.</summary>
    public static (Fact<double>? Throttled, Fact<double>? PowerLimited) Of(GpuMetrics? before, GpuMetrics after)
    {
        if (CountsTime(after) && before is null) return (null, null);
        if (!after.All(InstinctThrottle[0]).IsEmpty)
            return (CountedShare(before!, after, InstinctThrottle), CountedShare(before!, after, InstinctPower));
        if (!after.All(ApuThrottle[0]).IsEmpty) return (AnyRose(before!, after, ApuThrottle), AnyRose(before!, after, ApuPower));
        if (after.All("indep_throttle_status") is [{ } bits])
            return (AmdThrottle.IsThrottled(bits) ? 1 : 0, AmdThrottle.IsPowerLimited(bits) ? 1 : 0);
        var unknown = AmdThrottle.Of(after).Then<double>(_ => 0);
        return (unknown, unknown);
    }

    // Reasons overlap in time: the longest of them is certain, their sum is not.
    private static Fact<double> CountedShare(GpuMetrics before, GpuMetrics after, string[] names)
    {
        var ticks = Rise(before, after, InstinctTime);
        if (ticks is not > 0) return Fact<double>.Unknown("the GPU's accumulation counter does not move");
        return names.Select(name => Rise(before, after, name)).OfType<double>().DefaultIfEmpty(double.NaN).Max() is var most
            && double.IsNaN(most)
            ? Fact<double>.Unknown("the metrics table tells no time of throttling")
            : Math.Clamp(most / ticks.Value, 0, 1);
    }

    // These count in a unit that is not documented: that one moved is all that is certain.
    private static Fact<double> AnyRose(GpuMetrics before, GpuMetrics after, string[] names)
    {
        var rises = names.Select(name => Rise(before, after, name)).OfType<double>().ToArray();
        return rises.Length == 0 ? Fact<double>.Unknown("the metrics table tells no time of throttling")
            : rises.Any(rise => rise > 0) ? 1
            : 0;
    }

    private static double? Rise(GpuMetrics before, GpuMetrics after, string name) =>
        before.All(name) is [{ } first] && after.All(name) is [{ } second] && second >= first ? second - first : null;
}
