using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Verdicts;

/// <summary>The best that earlier runs of the same machine gave of each headline metric.</summary>
/// <param name="Values">In the unprefixed unit of the metric, by result.</param>
public sealed record OwnBest(ImmutableDictionary<ResultKey, double> Values)
{
    /// <summary>Results of one run scatter around the best of many from below: only more than this is told.</summary>
    private const double LeastLoss = 0.15;

    /// <summary>The layers that give clearly less than they did, in one sentence; null where none does.</summary>
    internal SummarySentence? Losses(ImmutableArray<LayerStep> steps)
    {
        var lost = steps.Where(step => Values.ContainsKey(step.Result.Key))
            .Select(step => (Step: step, Share: ShareOf(step.Result)!.Value))
            .Where(entry => entry.Share < 1 - LeastLoss).OrderBy(entry => entry.Share)
            .DistinctBy(entry => (entry.Step.Title, entry.Step.Result.Device)).ToArray();
        var hasDevices = lost.Select(entry => entry.Step.Result.Device).Distinct(StringComparer.Ordinal).Count() > 1;
        return lost.Length == 0 ? null : new SummarySentence("below-its-best", SentenceKind.Loss,
            $"Below the best of this machine: {string.Join(", ", lost.Take(3).Select(entry =>
                $"{entry.Step.Title}{(hasDevices ? $" of {entry.Step.Result.Device}" : "")} {NumberText.Share(entry.Share)}"))}"
                + $"{(lost.Length > 3 ? FormattableString.Invariant($" and {lost.Length - 3} more") : "")}.",
            "See when it changed, and what did: stackbench trend BENCHMARK; stackbench compare.");
    }

    /// <summary>What a result gives of the best, 1 = as much; null where it has no value, or nothing is known of it.</summary>
    public double? ShareOf(BenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Headline is not { } value || !Values.TryGetValue(result.Key, out var best) ? null
            : value.Better == Better.Higher ? value.Value / best
            : best / value.Value;
    }
}
