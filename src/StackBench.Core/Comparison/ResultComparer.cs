using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>Compares the metrics of single results with those of the same key in the baseline's runs.</summary>
/// <param name="baseline">Results of each run, newest first.</param>
internal sealed class ResultComparer(
    ImmutableArray<Dictionary<ResultKey, BenchmarkResult>> baseline, FingerprintDiff differences, ComparisonOptions options, Design design)
{
    /// <summary>Why nothing can be compared; null when the results decide.</summary>
    public string? Obstacle { get; init; }

    /// <summary>A comparison per metric that both sides have; none where either side has no value at all.</summary>
    public IEnumerable<MetricComparison> Compare(BenchmarkResult candidate)
    {
        if (candidate.Outcome is not Ok now || baseline[0].GetValueOrDefault(candidate.Key) is not { Outcome: Ok old } before) return [];
        var obstacle = Obstacle ?? Differs(before, candidate);
        var earlier = old.Metrics.ToDictionary(metric => metric.Metric, StringComparer.Ordinal);
        return now.Metrics.Where(metric => earlier.ContainsKey(metric.Metric)).Select(metric => Compare(before, candidate, earlier[metric.Metric], metric, obstacle));
    }

    private MetricComparison Compare(BenchmarkResult before, BenchmarkResult candidate, MetricValue old, MetricValue now, string? obstacle)
    {
        var basis = new MetricComparison
        {
            Key = candidate.Key,
            Metric = now.Metric,
            Unit = now.Unit,
            Better = now.Better,
            Baseline = old.Value,
            Candidate = now.Value,
            Verdict = Verdict.NotComparable,
            Alpha = options.Alpha,
            Threshold = options.Thresholds.Of(now.Metric),
            NoiseFloor = options.Thresholds.FloorOf(candidate.Key.ToString(), now.Metric),
        };
        obstacle ??= old.Unit == now.Unit && old.Better == now.Better ? null : $"measured in {old.Unit} and in {now.Unit}";
        if (obstacle is not null) return basis with { Reason = obstacle };

        var values = Values(candidate, now.Metric);
        double[][] runs = [.. baseline.Select(run => Values(run.GetValueOrDefault(candidate.Key), now.Metric)).Where(run => run.Length > 0)];
        if (values.Length == 0 || runs.Length == 0) return basis with { Verdict = Verdict.TooFew, Reason = "no launch has a value" };
        if (basis.Threshold == 0)
            return runs.Append(values).All(run => run.All(double.IsFinite))
                ? CounterEvidence.Judge(basis, [.. runs.SelectMany(run => run)], values)
                : basis with { Reason = "a value is not finite" };
        if (runs.Append(values).Any(run => run.Any(value => !double.IsFinite(value) || value <= 0)))
            return basis with { Reason = "a value is not a finite number above zero, so there is no ratio" };
        return design == Design.Interleaved ? Paired(basis, before, candidate) : StoredEvidence.Judge(basis, runs, values);
    }

    private static MetricComparison Paired(MetricComparison basis, BenchmarkResult before, BenchmarkResult candidate)
    {
        var old = before.Launches.Where(launch => launch.Values.ContainsKey(basis.Metric)).ToDictionary(launch => launch.Number);
        Launch[] both = [.. candidate.Launches.Where(launch => launch.Values.ContainsKey(basis.Metric) && old.ContainsKey(launch.Number))];
        return PairedEvidence.Judge(basis, [.. both.Select(launch => old[launch.Number].Values[basis.Metric])], [.. both.Select(launch => launch.Values[basis.Metric])]);
    }

    private string? Differs(BenchmarkResult before, BenchmarkResult candidate)
    {
        if (differences.Identity.Where(change => change.Concerns(candidate.Key)).ToArray() is [var first, ..]) return $"another machine: {first}";
        if (!before.Parameters.Equals(candidate.Parameters)) return $"different parameters: {before.Parameters} and {candidate.Parameters}";
        return before.Cost == candidate.Cost ? null : "different work is counted for the same name";
    }

    private static double[] Values(BenchmarkResult? result, string metric) => result is { Outcome: Ok }
        ? [.. result.Launches.Where(launch => launch.Values.ContainsKey(metric)).Select(launch => launch.Values[metric])]
        : [];
}
