using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;

namespace StackBench.Running.Pairing;

/// <summary>What happens while pairs are measured. Closed: these three.</summary>
public abstract record PairEvent
{
    private protected PairEvent()
    {
    }
}

/// <param name="Pair">1-based.</param>
/// <param name="IsSecond">Whether it completes its pair.</param>
/// <param name="Planned">Pairs that are planned as far as is known now.</param>
/// <param name="RemainingSeconds">Estimate for those; null before there is a ground for one.</param>
public sealed record SideStarted(
    int Pair, bool IsBaseline, bool IsSecond, int Planned, bool IsConfirmation, int Workloads, double? RemainingSeconds) : PairEvent;

/// <param name="Baseline">Results that gained a launch, whole.</param>
/// <param name="Candidate">Results that gained a launch, whole.</param>
public sealed record PairFinished(int Pair, ImmutableArray<BenchmarkResult> Baseline, ImmutableArray<BenchmarkResult> Candidate)
    : PairEvent;

/// <summary>The end of all pairs.</summary>
/// <param name="Metrics">The headline of each workload that both sides measured.</param>
/// <param name="Reason">Why it ended before its plan; null when every metric was decided.</param>
public sealed record PairsEnded(
    Run Baseline, Run Candidate, ImmutableArray<MetricComparison> Metrics, ImmutableArray<PairedMetric> Pairs, string? Reason) : PairEvent;
