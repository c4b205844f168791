using System.Collections.Immutable;
using StackBench.Core.Comparison;

namespace StackBench.Core.Json;

/// <summary>A comparison as tools read it (<c>compare --format json</c>); docs/comparing.md tells its members.</summary>
/// <param name="Baseline">Ids of the runs, newest first.</param>
/// <param name="Candidate">Id.</param>
/// <param name="Regressions">How many metrics are one.</param>
/// <param name="Suspects">Facts that changed and may have caused what became worse, per result, most likely first.</param>
public sealed record ComparisonDocument(
    int SchemaVersion,
    ImmutableArray<string> Baseline,
    string Candidate,
    double FamilyAlpha,
    int Regressions,
    int Suspected,
    FingerprintDiff Differences,
    ImmutableArray<MetricComparison> Metrics,
    ImmutableArray<OutcomeChange> OutcomeChanges,
    ImmutableArray<LayerBlame> Blames,
    ImmutableArray<ResultSuspectsDocument> Suspects)
{
    public const int CurrentSchemaVersion = 1;

    public static ComparisonDocument Of(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new ComparisonDocument(
            CurrentSchemaVersion,
            comparison.BaselineRuns,
            comparison.CandidateRun,
            comparison.FamilyAlpha,
            comparison.With(Verdict.Regression).Length,
            comparison.With(Verdict.Suspected).Length,
            comparison.Differences,
            comparison.Metrics,
            comparison.OutcomeChanges,
            comparison.Blames,
            [.. comparison.Suspects.OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
                .Select(entry => new ResultSuspectsDocument(entry.Key, entry.Value))]);
    }
}
