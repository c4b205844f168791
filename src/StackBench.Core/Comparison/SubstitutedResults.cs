using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>
/// Imported results that have no counterpart of their name: what the nearest result of the other side did differently. An all-gather
/// against an all-to-all is not comparable, and the difference is named.
/// </summary>
internal static class SubstitutedResults
{
    /// <summary>More pairs than this are not looked at.</summary>
    private const int MostPairs = 40_000;

    public static IEnumerable<MetricComparison> Of(Run baseline, Run candidate, ComparisonOptions options)
    {
        if (!baseline.IsImported || !candidate.IsImported) return [];
        BenchmarkResult[] old = Lonely(baseline, candidate), now = Lonely(candidate, baseline);
        return (long)old.Length * now.Length > MostPairs
            ? []
            : now.Select(result => Nearest(old, result) is { } before ? Refused(before, result, options) : null).OfType<MetricComparison>();
    }

    private static BenchmarkResult[] Lonely(Run run, Run other)
    {
        var known = other.Results.Select(result => result.Key).ToHashSet();
        return [.. run.Results.Where(result => result.Outcome is Ok && !known.Contains(result.Key))];
    }

    private static BenchmarkResult? Nearest(BenchmarkResult[] old, BenchmarkResult result) => old
        .Where(before => before.Benchmark == result.Benchmark && before.Engine == result.Engine
            && before.Headline!.Metric == result.Headline!.Metric)
        .MinBy(before => Differences(before, result).Length);

    private static MetricComparison Refused(BenchmarkResult before, BenchmarkResult result, ComparisonOptions options)
    {
        var (old, now) = (before.Headline!, result.Headline!);
        return new MetricComparison
        {
            Key = result.Key,
            Metric = now.Metric,
            Unit = now.Unit,
            Better = now.Better,
            Baseline = old.Unit == now.Unit ? old.Value : null,
            Candidate = now.Value,
            Verdict = Verdict.NotComparable,
            Reason = $"different work: {string.Join(", ", Differences(before, result))}",
            Alpha = options.Alpha,
            Threshold = options.Thresholds.Of(now.Metric),
        };
    }

    private static ImmutableArray<string> Differences(BenchmarkResult before, BenchmarkResult result)
    {
        ImmutableArray<string> differences =
        [
            .. before.Device == result.Device ? (string[])[] : [$"device {result.Device} instead of {before.Device}"],
            .. result.Parameters.DifferenceFrom(before.Parameters).Split(", ", StringSplitOptions.RemoveEmptyEntries),
        ];
        return differences.IsEmpty ? [$"{result.Workload} instead of {before.Workload}"] : differences;
    }
}
