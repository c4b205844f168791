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
            .Select(step => (Step: step, Share: ShareOf(step.Result.Headline!, Values[step.Result.Key])))
            .Where(entry => entry.Share < 1 - LeastLoss).OrderBy(entry => entry.Share).DistinctBy(entry => entry.Step.Title).ToArray();
        return lost.Length == 0 ? null : new SummarySentence("below-its-best", SentenceKind.Loss,
            $"Below the best of this machine: {string.Join(", ", lost.Take(3).Select(entry =>
                $"{entry.Step.Title} {NumberText.Share(entry.Share)}"))}"
                + $"{(lost.Length > 3 ? FormattableString.Invariant($" and {lost.Length - 3} more") : "")}.",
            "See when it changed, and what did: stackbench trend BENCHMARK; stackbench compare.");
    }

    private static double ShareOf(MetricValue value, double best) =>
        value.Better == Better.Higher ? value.Value / best : best / value.Value;
}
