using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>
/// Interleaved pairs as a comparison of their two runs: the verdicts are those of the pairs, suspects and layers follow from the runs.
/// </summary>
public static class PairedReport
{
    /// <param name="metrics">As <see cref="PairedComparison"/> judged them.</param>
    public static RunComparison Of(Run baseline, Run candidate, ImmutableArray<MetricComparison> metrics, ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        var basis = Comparer.Compare([baseline], candidate, options, Design.Interleaved);
        var old = baseline.Results.ToDictionary(result => result.Key);
        var now = candidate.Results.ToDictionary(result => result.Key);
        MetricComparison[] worse = [.. metrics.Where(metric => metric.Verdict is Verdict.Regression or Verdict.Suspected)];
        return basis with
        {
            Metrics = metrics,
            Blames = LayerBlame.Of(baseline, candidate, worse),
            Suspects =
                worse.Select(metric => metric.Key).Distinct()
                    .ToImmutableDictionary(key => key, key => ResultSuspects.Of(old[key], now[key], basis.Differences)),
        };
    }
}
