using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>The results of several runs by their key: thousands of metrics ask every run, and none looks a name up a second time.</summary>
/// <param name="runs">Newest first.</param>
/// <exception cref="ArgumentException">A run has two results of one key.</exception>
internal sealed class ResultIndex(ImmutableArray<Run> runs)
{
    private readonly Dictionary<ResultKey, BenchmarkResult?[]> _results = ByKey(runs);

    /// <summary>In the order of the runs, and of the results within each.</summary>
    public IEnumerable<ResultKey> Keys => _results.Keys;

    /// <summary>Of each run its result, null where it has none.</summary>
    public ReadOnlySpan<BenchmarkResult?> Of(ResultKey key) => _results.GetValueOrDefault(key);

    /// <summary>
    /// The newest result with a value, or the newest at all: one run that left a workload out does not hide the others.
    /// </summary>
    public BenchmarkResult? Newest(ResultKey key)
    {
        var found = Of(key);
        foreach (var result in found)
            if (result?.Outcome is Ok) return result;
        foreach (var result in found)
            if (result is not null) return result;
        return null;
    }

    private static Dictionary<ResultKey, BenchmarkResult?[]> ByKey(ImmutableArray<Run> runs)
    {
        var results = new Dictionary<ResultKey, BenchmarkResult?[]>();
        for (var run = 0; run < runs.Length; run++)
        {
            foreach (var result in runs[run].Results)
            {
                var key = result.Key;
                if (!results.TryGetValue(key, out var found)) results[key] = found = new BenchmarkResult?[runs.Length];
                if (found[run] is not null) throw new ArgumentException($"run {runs[run].Id} has two results of {key}", nameof(runs));
                found[run] = result;
            }
        }

        return results;
    }
}
