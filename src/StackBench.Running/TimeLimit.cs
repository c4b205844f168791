using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Running;

/// <summary>What a launch of one workload may take for its minimum of calls, and the words for one that would take longer. Pure.</summary>
internal sealed record TimeLimit(SamplingPolicy Policy, string? SlowRemedy)
{
    private int Calls => Policy.MinimumSamples + Policy.MinimumWarmUpCalls;

    private double LimitSeconds => Math.Min(Policy.SlowLimitSeconds, Policy.AllowanceSeconds ?? double.PositiveInfinity);

    public bool Holds(double callSeconds) => callSeconds * Calls <= LimitSeconds;

    /// <param name="ground">How the time of a call is known.</param>
    /// <returns>Null where the calls fit.</returns>
    public Skipped? Refusal(double callSeconds, string ground)
    {
        if (Holds(callSeconds)) return null;
        var neededSeconds = callSeconds * Calls;
        var estimate = $"estimated {NumberText.Duration(neededSeconds)} for {Calls} calls ({ground})";
        return neededSeconds > Policy.SlowLimitSeconds
            ? new Skipped($"too slow: {estimate}", SlowRemedy ?? "use a larger --suite", SkipCause.TooSlow)
            : new Skipped(
                $"no time: {estimate}; the budget has {NumberText.Duration(LimitSeconds)} for them",
                "raise --budget, or choose fewer benchmarks", SkipCause.NoTime);
    }
}
