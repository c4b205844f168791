using StackBench.Core.Workloads;

namespace StackBench.Running;

/// <summary>
/// How long and how often one launch of one workload is measured. Depends on suite and budget only, never on the
/// values seen, so that runs compare.
/// </summary>
public sealed record SamplingPolicy
{
    /// <summary>However small the budget, what takes no longer than this is measured.</summary>
    private const double LeastAllowanceSeconds = 2;

    /// <summary>Whole training steps and generations may take this many times as long as a single operation.</summary>
    private const double LongWorkloadPatience = 5;

    /// <summary>Calls are timed together until a sample lasts this long.</summary>
    public double MinimumSampleSeconds { get; init; } = 0.010;

    /// <summary>Fixed warm-up: the same on both sides of every comparison.</summary>
    public required double WarmUpSeconds { get; init; }

    public int MinimumWarmUpCalls { get; init; } = 3;

    public int MinimumSamples { get; init; } = 10;

    public int MaximumSamples { get; init; } = 1000;

    /// <summary>Time the samples must cover before convergence counts.</summary>
    public required double MinimumSeconds { get; init; }

    /// <summary>Time after which sampling ends, converged or not.</summary>
    public required double MaximumSeconds { get; init; }

    /// <summary>Half-width of the 95 % interval of the median, relative to it, at which sampling may stop.</summary>
    public double TargetHalfWidth { get; init; } = 0.01;

    /// <summary>A workload predicted to need longer than this for its minimum of samples is skipped as too slow.</summary>
    public required double SlowLimitSeconds { get; init; }

    /// <summary>What a budget allows a launch of a workload for its minimum of samples; null without one.</summary>
    public double? AllowanceSeconds { get; init; }

    public static SamplingPolicy Of(Suite suite) => suite switch
    {
        // Short launches, and more of them: verdicts count launches, and within one of them samples soon tell nothing new.
        Suite.Quick => new() { WarmUpSeconds = 0.06, MinimumSeconds = 0.1, MaximumSeconds = 0.12, SlowLimitSeconds = 4 },
        Suite.Standard => new() { WarmUpSeconds = 1, MinimumSeconds = 1, MaximumSeconds = 5, SlowLimitSeconds = 30 },
        _ => new() { WarmUpSeconds = 3, MinimumSeconds = 2, MaximumSeconds = 10, MinimumSamples = 20, SlowLimitSeconds = 120 },
    };

    /// <summary>This policy for a workload whose single call is long: fewer samples, one warm-up call, and the time for them.</summary>
    public SamplingPolicy For(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        if (workload.IsSingleCall) return this with { MinimumSamples = 1 };
        // Clocks settle within seconds, and are read ten times a second.
        if (workload.Load is { } load)
            return this with
            {
                WarmUpSeconds = load.WarmUpSeconds,
                MinimumSeconds = load.LoadSeconds,
                MaximumSeconds = load.LoadSeconds,
                MaximumSamples = int.MaxValue,
            };
        if (workload.FewSamples is not { } samples) return this;
        return this with
        {
            MinimumSamples = Math.Min(MinimumSamples, samples),
            MinimumWarmUpCalls = 1,
            SlowLimitSeconds = SlowLimitSeconds * LongWorkloadPatience,
        };
    }

    /// <summary>
    /// This policy shortened so that warm-up and sampling fit into <paramref name="seconds"/>. What is too slow stays the same: a budget
    /// says nothing about a machine's speed.
    /// </summary>
    public SamplingPolicy Within(double seconds)
    {
        var share = Math.Min(1, seconds / (WarmUpSeconds + MaximumSeconds));
        return this with
        {
            AllowanceSeconds = Math.Max(LeastAllowanceSeconds, seconds),
            WarmUpSeconds = WarmUpSeconds * share,
            MinimumSeconds = MinimumSeconds * share,
            MaximumSeconds = MaximumSeconds * share,
        };
    }
}
