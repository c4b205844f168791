using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>What an interleaved comparison does next. Closed: these three.</summary>
public abstract record PairedStep
{
    private protected PairedStep()
    {
    }
}

/// <summary>Measure more pairs.</summary>
/// <param name="IsConfirmation">Whether they belong to the second stage, which must be measured afresh.</param>
/// <param name="Pairs">How many more.</param>
/// <param name="Metrics">What is still open.</param>
public sealed record MorePairs(bool IsConfirmation, int Pairs, ImmutableArray<(ResultKey Key, string Metric)> Metrics) : PairedStep;

/// <summary>Every metric has its verdict.</summary>
public sealed record PairsDecided(ImmutableArray<MetricComparison> Metrics) : PairedStep;

/// <summary>More pairs would not bring what is missing within the plan.</summary>
/// <param name="Metrics">What can be said now.</param>
public sealed record PairsHopeless(ImmutableArray<MetricComparison> Metrics, string Reason) : PairedStep;
