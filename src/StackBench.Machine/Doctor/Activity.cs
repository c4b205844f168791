using System.Collections.Immutable;

namespace StackBench.Machine.Doctor;

/// <summary>What a machine did for a short while.</summary>
/// <param name="Seconds">How long it was watched.</param>
/// <param name="Others">Other processes that used processor time, the busiest first.</param>
/// <param name="StolenShare">Part of the processors' time, 0 to 1, that the hypervisor gave to other machines.</param>
/// <param name="ThrottleEvents">By how many the processors' own counters of thermal throttling rose.</param>
internal sealed record Activity(double Seconds, ImmutableArray<ProcessTime> Others, Fact<double> StolenShare, Fact<long> ThrottleEvents)
{
    /// <summary>CPUs' worth of time others used.</summary>
    public double BusyCpus => Others.Sum(process => process.CpuSeconds) / Seconds;
}
