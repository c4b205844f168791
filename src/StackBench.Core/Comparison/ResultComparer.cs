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
        if (candidate.Outcome is not Ok now || Newest(candidate.Key) is not { Outcome: Ok old } before) return [];
        var obstacle = Obstacle ?? Differs(before, candidate);
        var earlier = old.Metrics.ToDictionary(metric => metric.Metric, StringComparer.Ordinal);
        return now.Metrics.Where(metric => earlier.ContainsKey(metric.Metric))
            .Select(metric => Compare(before, candidate, earlier[metric.Metric], metric, obstacle));
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
        obstacle ??= old.Unit != now.Unit ? $"measured in {old.Unit} and in {now.Unit}"
            : old.Better != now.Better ? "one side counts higher values as better, the other lower ones"
            : null;
        if (obstacle is not null) return basis with { Reason = obstacle };

        var values = Values(candidate, now.Metric);
        double[][] runs = [.. baseline.Select(run => run.GetValueOrDefault(candidate.Key)).Where(run => IsSameWork(run, before))
            .Select(run => Values(run, now.Metric)).Where(run => run.Length > 0)];
        if (values.Length == 0 || runs.Length == 0) return basis with { Verdict = Verdict.TooFew, Reason = "no launch has a value" };
        if (!(old.Value > 0 && now.Value > 0) || runs.Append(values).Any(run => run.Any(value => !double.IsFinite(value) || value <= 0)))
            return basis with { Reason = "a value is not a finite number above zero, so there is no ratio" };
        return design == Design.Interleaved ? Paired(basis, before, candidate) : StoredEvidence.Judge(basis, runs, values);
    }

    private static MetricComparison Paired(MetricComparison basis, BenchmarkResult before, BenchmarkResult candidate)
    {
        var old = before.Launches.Where(launch => launch.Values.ContainsKey(basis.Metric)).ToDictionary(launch => launch.Number);
        Launch[] both = [.. candidate.Launches.Where(launch => launch.Values.ContainsKey(basis.Metric) && old.ContainsKey(launch.Number))];
        return PairedEvidence.Judge(basis, [.. both.Select(launch => old[launch.Number].Values[basis.Metric])], [.. both.Select(
            launch => launch.Values[basis.Metric])]);
    }

    /// <summary>
    /// Of each workload the newest result with a value, or the newest at all: one run that left a workload out does not hide the others.
    /// </summary>
    public static Dictionary<ResultKey, BenchmarkResult> Newest(ImmutableArray<Run> baseline) => baseline
        .SelectMany(run => run.Results).GroupBy(result => result.Key)
        .ToDictionary(group => group.Key, group => group.FirstOrDefault(result => result.Outcome is Ok) ?? group.First());

    private BenchmarkResult? Newest(ResultKey key) =>
        baseline.Select(run => run.GetValueOrDefault(key)).FirstOrDefault(result => result?.Outcome is Ok);

    private static bool IsSameWork(BenchmarkResult? run, BenchmarkResult before) =>
        run is not null && run.Parameters.Equals(before.Parameters) && run.Cost == before.Cost;

    private string? Differs(BenchmarkResult before, BenchmarkResult candidate)
    {
        if (differences.Identity.Where(change => change.Concerns(candidate.Key)).ToArray() is [var first, ..])
            return $"another machine: {first}";
        if (!before.Parameters.Equals(candidate.Parameters)) return $"different parameters: {before.Parameters} and {candidate.Parameters}";
        return before.Cost == candidate.Cost ? null : "different work is counted for the same name";
    }

    private static double[] Values(BenchmarkResult? result, string metric) => result is { Outcome: Ok }
        ? [.. result.Launches.Where(launch => launch.Values.ContainsKey(metric)).Select(launch => launch.Values[metric])]
        : [];
}
