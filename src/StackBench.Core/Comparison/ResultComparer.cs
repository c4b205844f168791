using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>Gathers, metric by metric, what the baseline's runs and the candidate's say of the same work.</summary>
/// <param name="baseline">Newest first.</param>
/// <param name="stored">The results of <paramref name="baseline"/>.</param>
/// <param name="candidates">The first names what is compared; the others add their values where they have them.</param>
internal sealed class ResultComparer(
    ImmutableArray<Run> baseline, ResultIndex stored, ImmutableArray<Run> candidates, ComparisonOptions options)
{
    private readonly RunStates _states = new(baseline);
    private readonly RunStates _candidateStates = new(candidates);
    private readonly FingerprintDiff _differences = FingerprintDiff.Of(baseline[0].Fingerprint, candidates[0].Fingerprint);
    private readonly RunHistory _history = new(
        [.. options.History.Where(run => !baseline.Concat(candidates).Any(other => other.Id == run.Id)).DistinctBy(run => run.Id)]);
    private readonly ResultIndex _after = new(candidates);

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
        var state = _states.Of(newest, basis.Key);
        var states = ByState(before, basis);
        var after = Candidates(before, basis);
        if (!states.Remove(state, out var own) || after.IsEmpty)
            return (basis with { Verdict = Verdict.TooFew, Reason = "no launch has a value" }, null);
        if (!states.Values.SelectMany(runs => runs).Concat(own).Concat(after).All(RunValues.HaveRatio))
            return (basis with { Reason = NoRatio }, null);
        return (null, new StoredMetric(basis, own.ToImmutable(), after, isHeadline)
        {
            OtherStates =
            [
                .. states.Values.Select(runs => runs.Select(RunValues.Center).ToImmutableArray()),
                .. _history.Centers(before, basis.Metric),
            ],
            OnlySuspectedBecause = options.OnlySuspectedBecause,
        });
    }

    // No LINQ here and below: ten thousand metrics ask twenty runs each.
    private Dictionary<int, ImmutableArray<ImmutableArray<double>>.Builder> ByState(BenchmarkResult work, MetricComparison basis)
    {
        var states = new Dictionary<int, ImmutableArray<ImmutableArray<double>>.Builder>();
        var results = stored.Of(basis.Key);
        for (var run = 0; run < results.Length; run++)
        {
            if (RunValues.Of(results[run], work, basis.Metric) is not { Length: > 0 } values) continue;
            var state = _states.Of(run, basis.Key);
            if (!states.TryGetValue(state, out var runs)) states[state] = runs = ImmutableArray.CreateBuilder<ImmutableArray<double>>();
            runs.Add(values);
        }

        return states;
    }

    private ImmutableArray<ImmutableArray<double>> Candidates(BenchmarkResult work, MetricComparison basis)
    {
        var found = ImmutableArray.CreateBuilder<ImmutableArray<double>>(candidates.Length);
        var results = _after.Of(basis.Key);
        for (var run = 0; run < results.Length; run++)
            if (_candidateStates.Of(run, basis.Key) == 0 && RunValues.Of(results[run], work, basis.Metric) is { Length: > 0 } values)
                found.Add(values);
        return found.DrainToImmutable();
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
        var results = stored.Of(key);
        for (var i = 0; i < results.Length; i++)
            if (results[i] is { Outcome: Ok, IsInvalid: false } result) return (i, result);
        for (var i = 0; i < results.Length; i++)
            if (results[i] is { Outcome: Ok } result) return (i, result);
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
