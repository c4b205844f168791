using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>A run held against its baseline.</summary>
/// <param name="BaselineRuns">Ids of the baseline's runs, newest first.</param>
/// <param name="CandidateRun">Id of the run that is judged; others in <see cref="CandidateRuns"/> confirm it.</param>
/// <param name="Differences">Newest run of the baseline against the candidate.</param>
/// <param name="Metrics">Every metric that either side measured, in the candidate's order.</param>
/// <param name="OutcomeChanges">Results that one side lacks, or that ended differently.</param>
/// <param name="Blames">For every metric that is worse: the layer that lost it.</param>
/// <param name="FamilyAlpha">Chance of any false regression among all <paramref name="Metrics"/> together.</param>
public sealed record RunComparison(
    ImmutableArray<string> BaselineRuns,
    string CandidateRun,
    FingerprintDiff Differences,
    ImmutableArray<MetricComparison> Metrics,
    ImmutableArray<OutcomeChange> OutcomeChanges,
    ImmutableArray<LayerBlame> Blames,
    double FamilyAlpha)
{
    /// <summary>Ids of all runs that are judged, <see cref="CandidateRun"/> first.</summary>
    public ImmutableArray<string> CandidateRuns { get => field.IsDefaultOrEmpty ? [CandidateRun] : field; init; }

    /// <summary>Why nothing here is more than suspected; null where verdicts are possible.</summary>
    public string? OnlySuspectedBecause { get; init; }

    /// <summary>How the baseline was named, so that it can be named again.</summary>
    public string BaselineText { get => field ?? string.Join(',', BaselineRuns); init; }

    /// <summary>Suspects by result, most relevant first.</summary>
    public ImmutableDictionary<ResultKey, ImmutableArray<FactChange>> Suspects { get; init; } =
        ImmutableDictionary<ResultKey, ImmutableArray<FactChange>>.Empty;

    /// <summary>The metrics of a verdict, the worst ratio first.</summary>
    public ImmutableArray<MetricComparison> With(Verdict verdict) =>
        [.. Metrics.Where(metric => metric.Verdict == verdict).OrderByDescending(metric => metric.Ratio)];
}
