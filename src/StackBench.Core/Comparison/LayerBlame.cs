using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Metrics;
using StackBench.Core.Results;

namespace StackBench.Core.Comparison;

/// <summary>Which layer of the stack lost what a result lost: a loss that also shows in the layer below belongs there.</summary>
/// <param name="Level">The lowest level that shows the loss; null when none that was measured does.</param>
/// <param name="Loss">Of the result: 1.2 = 20 % worse.</param>
/// <param name="LevelLoss">Of the level blamed, or of the next level below where none is; null where it was not
/// measured in both runs.</param>
/// <param name="Below">The level the result stands on; null at the bottom of what is measured.</param>
public sealed record LayerBlame(ResultKey Key, string? Level, double Loss, double? LevelLoss, string? Below)
{
    /// <summary>
    /// Whether the level below was measured in both runs and kept its rate: only then did the loss arise in the result's own layer.
    /// </summary>
    public bool IsOwnLayer => Level is null && LevelLoss is not null;

    /// <summary>Share of the loss, on the scale of logarithms, from which a level below explains it.</summary>
    public const double ExplainingShare = 0.5;

    /// <param name="worse">Comparisons of headline metrics that are worse.</param>
    public static ImmutableArray<LayerBlame> Of(Run baseline, Run candidate, IEnumerable<MetricComparison> worse)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(worse);
        var (before, after) = (Ladder.Of(baseline.Results), Ladder.Of(candidate.Results));
        var results = candidate.Results.ToDictionary(result => result.Key);
        var belowOf = candidate.Results
            .Where(result => result.Layer is { Provides: not null, Below: not null })
            .GroupBy(result => (result.Device, Level: result.Layer.Provides!))
            .ToDictionary(group => group.Key, group => group.First().Layer.Below!);
        return [.. worse.Where(metric => metric.Ratio > 1 && results.ContainsKey(metric.Key))
            .Select(metric => Of(metric, results[metric.Key], Loss, belowOf))];

        double? Loss(string device, string level)
        {
            if (before.BestOf(device, level) is not { Value: > 0 } old || after.BestOf(device, level) is not { Value: > 0 } now
                || old.Unit != now.Unit)
                return null;
            return old.Better == Better.Higher ? old.Value / now.Value : now.Value / old.Value;
        }
    }

    private static LayerBlame Of(
        MetricComparison metric, BenchmarkResult result, Func<string, string, double?> loss,
        Dictionary<(string Device, string Level), string> belowOf)
    {
        var own = metric.Ratio!.Value;
        var (level, levelLoss, next) = ((string?)null, (double?)null, result.Layer.Below);
        // A ladder that leads back to itself ends where it was.
        for (var seen = new HashSet<string>(StringComparer.Ordinal); next is not null && seen.Add(next);
            next = belowOf.GetValueOrDefault((result.Device, next)))
        {
            var below = loss(result.Device, next);
            if (below is null || Math.Log(below.Value) < ExplainingShare * Math.Log(own))
            {
                levelLoss ??= below;
                break;
            }

            (level, levelLoss) = (next, below);
        }

        return new LayerBlame(metric.Key, level, own, levelLoss, result.Layer.Below);
    }
}
