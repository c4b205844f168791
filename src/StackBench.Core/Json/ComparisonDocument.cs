using System.Collections.Immutable;
using StackBench.Core.Comparison;

namespace StackBench.Core.Json;

/// <summary>A comparison as tools read it (<c>compare --format json</c>); docs/comparison.schema.json describes it.</summary>
/// <param name="Baseline">Ids of the runs, newest first.</param>
/// <param name="Candidate">Id of the newest run that is judged.</param>
/// <param name="Candidates">Ids of all of them, newest first.</param>
/// <param name="Regressions">How many results have one.</param>
/// <param name="Suspected">How many results may have one.</param>
/// <param name="Lost">How many results were measured before and no longer are.</param>
/// <param name="Tested">How many metrics were tested; with none nothing is decided.</param>
/// <param name="Gate">Of the gate asked for, else of that on regressions: <c>passed</c>, <c>failed</c> or <c>notDecided</c>.</param>
/// <param name="GateReason">Its sentence.</param>
/// <param name="OnlySuspectedBecause">Why nothing here is more than suspected; absent where verdicts are possible.</param>
/// <param name="DecideWith">The command that would decide what is open; absent where nothing is.</param>
/// <param name="Suspects">Facts that changed and may have caused what became worse, per result, most likely first.</param>
public sealed record ComparisonDocument(
    int SchemaVersion,
    ImmutableArray<string> Baseline,
    string Candidate,
    ImmutableArray<string> Candidates,
    double FamilyAlpha,
    int Regressions,
    int Suspected,
    int Improvements,
    int Lost,
    int Tested,
    string Gate,
    string GateReason,
    string? OnlySuspectedBecause,
    string? DecideWith,
    FingerprintDiff Differences,
    ImmutableArray<MetricComparison> Metrics,
    ImmutableArray<OutcomeChange> OutcomeChanges,
    ImmutableArray<LayerBlame> Blames,
    ImmutableArray<ResultSuspectsDocument> Suspects)
{
    public const int CurrentSchemaVersion = 1;

    public static ComparisonDocument Of(RunComparison comparison, FailOn failOn)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var counts = ComparisonCounts.Of(comparison);
        var gate = Comparison.Gate.Of(comparison, failOn == FailOn.Never ? FailOn.Regression : failOn);
        return new ComparisonDocument(
            CurrentSchemaVersion,
            comparison.BaselineRuns,
            comparison.CandidateRun,
            comparison.CandidateRuns,
            comparison.FamilyAlpha,
            counts.Regressions,
            counts.Suspected,
            counts.Improvements,
            counts.Lost,
            counts.Tested,
            gate.State switch { GateState.Passed => "passed", GateState.Failed => "failed", _ => "notDecided" },
            gate.Reason,
            comparison.OnlySuspectedBecause,
            DecidingCommand.Of(comparison),
            comparison.Differences,
            comparison.Metrics,
            comparison.OutcomeChanges,
            comparison.Blames,
            [
                .. comparison.Suspects.OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
                    .Select(entry => new ResultSuspectsDocument(entry.Key, entry.Value)),
            ]);
    }
}
