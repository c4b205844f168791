using StackBench.Core.Results;

namespace StackBench.Core.Trends;

/// <summary>One run of a metric's history.</summary>
/// <param name="RunId">Id of the run.</param>
/// <param name="Value">Of the run as a whole (median over launches), in the metric's unprefixed unit.</param>
public readonly record struct SeriesPoint(string RunId, DateTimeOffset StartedAt, double Value, Fingerprint Fingerprint);
