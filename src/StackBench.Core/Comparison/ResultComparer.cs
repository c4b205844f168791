using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>Gathers, metric by metric, what the baseline's runs and the candidate's say of the same work.</summary>
/// <param name="baseline">Newest first.</param>
/// <param name="candidates">The first names what is compared; the others add their values where they have them.</param>
internal sealed class ResultComparer(ImmutableArray<Run> baseline, ImmutableArray<Run> candidates, ComparisonOptions options)
{
    private readonly RunStates _states = new(baseline);
    private readonly RunStates _candidateStates = new(candidates);
    private readonly FingerprintDiff _differences = FingerprintDiff.Of(baseline[0].Fingerprint, candidates[0].Fingerprint);
    private readonly ImmutableArray<Dictionary<ResultKey, BenchmarkResult>> _before = [.. baseline.Select(RunValues.ByKey)];
    private readonly RunHistory _history = new(
        [.. options.History.Where(run => !baseline.Concat(candidates).Any(other => other.Id == run.Id)).DistinctBy(run => run.Id)]);
    private readonly ImmutableArray<Dictionary<ResultKey, BenchmarkResult>> _after = [.. candidates.Select(RunValues.ByKey)];

    /// <summary>
    /// A metric that both sides have: refused with its reason, or its evidence; none where either side has no value at all.
    /// </summary>
    /// <param name="result">Of the first candidate run.</param>
    public IEnumerable<(MetricComparison? Refused, StoredMetric? Evidence)> Compare(BenchmarkResult result, Design design)
    {
        if (result.Outcome is not Ok now || Newest(result.Key) is not { } newest) return [];
        var before = newest.Result;
        var obstacle = Differs(baseline[newest.Run], before, result);
        var earlier = ((Ok)before.Outcome).Metrics.ToDictionary(metric => metric.Metric, StringComparer.Ordinal);
        return now.Metrics.Where(metric => earlier.ContainsKey(metric.Metric)).Select((metric, index) =>
        {
            var basis = Basis(result.Key, earlier[metric.Metric], metric);
            var refusal = obstacle ?? Differs(earlier[metric.Metric], metric)
                ?? (MetricDefinitions.DescribesWork(metric.Metric) ? "it says what was measured, not how fast" : null);
            if (refusal is not null) return (basis with { Reason = refusal }, null);
            return design == Design.Interleaved
                ? (Paired(basis, before, result), null)
                : Stored(basis, newest.Run, before, isHeadline: index == 0);
        });
    }

    private MetricComparison Basis(ResultKey key, MetricValue old, MetricValue now) => new()
    {
        Key = key,
        Metric = now.Metric,
        Unit = now.Unit,
        Better = now.Better,
        Baseline = old.Value,
        Candidate = now.Value,
        Verdict = Verdict.NotComparable,
        Alpha = options.Alpha,
        Threshold = options.Thresholds.Of(now.Metric),
        NoiseFloor = options.Thresholds.FloorOf(key.ToString(), now.Metric),
    };

    private (MetricComparison? Refused, StoredMetric? Evidence) Stored(
        MetricComparison basis, int newest, BenchmarkResult before, bool isHeadline)
    {
        // Runs of one state of the machine are the baseline; those of others tell how much runs differ without a change.
        var states = _before.Select((run, i) => (Run: i, Values: RunValues.Of(run, before, basis.Metric)))
            .Where(run => run.Values.Length > 0)
            .GroupBy(run => _states.Of(run.Run, basis.Key))
            .ToDictionary(group => group.Key, group => group.Select(run => run.Values).ToImmutableArray());
        ImmutableArray<ImmutableArray<double>> after =
        [
            .. _after.Where((_, i) => _candidateStates.Of(i, basis.Key) == 0).Select(run => RunValues.Of(run, before, basis.Metric))
                .Where(values => values.Length > 0),
        ];
        if (!states.Remove(_states.Of(newest, basis.Key), out var own) || after.IsEmpty)
            return (basis with { Verdict = Verdict.TooFew, Reason = "no launch has a value" }, null);
        if (!states.Values.SelectMany(runs => runs).Concat(own).Concat(after)
            .All(values => values.All(value => value > 0 && double.IsFinite(value))))
            return (basis with { Reason = NoRatio }, null);
        return (null, new StoredMetric(basis, own, after, isHeadline)
        {
            OtherStates =
            [
                .. states.Values.Select(runs => runs.Select(RunValues.Center).ToImmutableArray()),
                .. _history.Centers(before, basis.Metric),
            ],
            OnlySuspectedBecause = options.OnlySuspectedBecause,
        });
    }

    private static MetricComparison Paired(MetricComparison basis, BenchmarkResult before, BenchmarkResult candidate)
    {
        var old = before.Launches.Where(launch => launch.Values.ContainsKey(basis.Metric)).ToDictionary(launch => launch.Number);
        Launch[] both = [.. candidate.Launches.Where(launch => launch.Values.ContainsKey(basis.Metric) && old.ContainsKey(launch.Number))];
        double[] first = [.. both.Select(launch => old[launch.Number].Values[basis.Metric])],
            second = [.. both.Select(launch => launch.Values[basis.Metric])];
        return first.Concat(second).All(value => value > 0 && double.IsFinite(value))
            ? PairedEvidence.Judge(basis, first, second)
            : basis with { Reason = NoRatio };
    }

    private const string NoRatio = "a value is not a finite number above zero, so there is no ratio";

    private (int Run, BenchmarkResult Result)? Newest(ResultKey key)
    {
        foreach (var (i, run) in _before.Index())
            if (run.GetValueOrDefault(key) is { Outcome: Ok, IsInvalid: false } result) return (i, result);
        foreach (var (i, run) in _before.Index())
            if (run.GetValueOrDefault(key) is { Outcome: Ok } result) return (i, result);
        return null;
    }

    private string? Differs(Run from, BenchmarkResult before, BenchmarkResult after)
    {
        if (from.Method != candidates[0].Method)
            return $"measured by different methods ({from.Method} and {candidates[0].Method})";
        var differences =
            ReferenceEquals(from, baseline[0]) ? _differences : FingerprintDiff.Of(from.Fingerprint, candidates[0].Fingerprint);
        if (differences.Identity.Where(change => change.Concerns(after.Key)).ToArray() is [var first, ..])
            return $"another machine: {first}";
        if (!before.Parameters.Equals(after.Parameters))
            return $"different parameters: {after.Parameters.DifferenceFrom(before.Parameters)}";
        if (before.Cost != after.Cost) return "different work is counted for the same name";
        return after.IsInvalid ? "invalid: the client was the limit, so the values are its own"
            : before.IsInvalid ? "the baseline is invalid: its client was the limit"
            : null;
    }

    private static string? Differs(MetricValue old, MetricValue now) =>
        old.Unit != now.Unit ? $"measured in {old.Unit} and in {now.Unit}"
        : old.Better != now.Better ? "one side counts higher values as better, the other lower ones"
        : old.Value > 0 && now.Value > 0 ? null : NoRatio;
}
