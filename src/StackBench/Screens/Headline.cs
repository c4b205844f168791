using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Core.Trends;
using StackBench.Core.Verdicts;

namespace StackBench.Screens;

/// <summary>A line of the first page: a headline of the shown run, what it was before and what it was at best.</summary>
/// <param name="Change">Against the baseline; null before that is known, and where there is none.</param>
/// <param name="History">Values of the runs up to the shown one, oldest first; empty where that is in no history.</param>
/// <param name="OfBest">Share of the best that this machine gave before, 1 = as good; null where too few runs are known.</param>
internal sealed record Headline(LadderRung Rung, MetricComparison? Change, ImmutableArray<double> History, double? OfBest)
{
    /// <summary>With the runs after the shown one; null where that is in no history.</summary>
    public SeriesTrend? Trend { get; init; }

    /// <summary>The share that its bar shows, and what it is a share of; null where nothing is known to compare with.</summary>
    public (double Value, string Of)? Share => Rung switch
    {
        { Share: { } share } => (share, Rung.Below ?? "the layer below"),
        { OfPublished: { } share } => (share, "published"),
        { Kind: { Share: { } share, Sources: > 0 } } => (share, "its kind"),
        _ => OfBest is { } share ? (share, "its own best") : null,
    };

    public static ImmutableArray<Headline> Of(
        Run run, ImmutableArray<LadderRung> ladder, RunComparison? comparison, ImmutableArray<SeriesTrend> trends, OwnBest? best)
    {
        var changes = comparison?.CandidateRun == run.Id ? comparison.Metrics.ToLookup(metric => (metric.Key, metric.Metric)) : null;
        var histories = trends.ToLookup(trend => (trend.Series.Key, trend.Series.Metric));
        return [.. ladder.Select(rung =>
        {
            var (key, value) = (rung.Result.Key, rung.Result.Headline!);
            var trend = histories[(key, value.Metric)].FirstOrDefault();
            var history = UpTo(run.Id, trend?.Series);
            return new Headline(rung, changes?[(key, value.Metric)].FirstOrDefault(), history, best?.ShareOf(rung.Result))
            {
                Trend = history.IsEmpty ? null : trend,
            };
        })];
    }

    private static ImmutableArray<double> UpTo(string run, MetricSeries? series)
    {
        if (series is null) return [];
        var last = series.Points.Length - 1;
        while (last >= 0 && series.Points[last].RunId != run) last--;
        return [.. series.Points.Take(last + 1).Select(point => point.Value)];
    }
}
