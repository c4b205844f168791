using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;
using StackBench.Core.Workloads;

namespace StackBench.Core.Comparison;

/// <summary>
/// Several runs beside one another, of machines, cards or versions: what each measured and which is best. It has no verdicts: those are of
/// two sides of one machine. Pure.
/// </summary>
/// <param name="Runs">In the order they were named.</param>
/// <param name="Rows">Workloads that at least two runs measured, in the order of the runs.</param>
/// <param name="Facts">Of machine and software, in which the runs differ.</param>
/// <param name="LeftOut">Workloads that one run alone measured, by this method and with this work.</param>
public sealed record SideBySide(ImmutableArray<Run> Runs, ImmutableArray<SideRow> Rows, ImmutableArray<SideFact> Facts, int LeftOut)
{
    /// <summary>A smaller relative difference from the best tells nothing apart.</summary>
    public const double LeastDifference = 0.03;

    /// <summary>Kinds of devices that PyTorch gives to the cards of each maker.</summary>
    private static readonly ImmutableArray<string> CardKinds = ["cuda", "hip", "xpu"];

    public static SideBySide Of(ImmutableArray<Run> runs)
    {
        var hasOneKind = runs
            .Select(run => run.Results.Select(result => Kind(result.Key)).OfType<string>().Distinct().Count() == 1).ToArray();
        var rows = runs.SelectMany((run, side) => run.Results.Where(result => result.Headline is not null && !result.IsInvalid)
                .Select(result => (Side: side, Result: result)))
            .GroupBy(entry => (Key: Common(entry.Result.Key, hasOneKind[entry.Side]), entry.Result.Headline!.Metric,
                entry.Result.Headline.Unit, runs[entry.Side].Method, Work: Work(entry.Result)))
            .Select(group => Row(group.Key.Key, group.Key.Metric, runs.Length,
                [.. group.Select(entry => (entry.Side, entry.Result.Headline!))]))
            .ToArray();
        ImmutableArray<SideRow> shared = [.. rows.Where(row => row.Cells.Count(cell => cell is not null) > 1)];
        return new SideBySide(runs, shared, FactsOf(runs), rows.Length - shared.Length);
    }

    /// <summary>Whether all runs are of one machine.</summary>
    public bool IsOneMachine => Runs.Select(run => NodeKey.Of(run.Fingerprint)).Distinct(StringComparer.Ordinal).Count() == 1;

    /// <summary>In how many rows each run is the best, or not told apart from it.</summary>
    public ImmutableArray<int> Wins =>
        [.. Runs.Select((_, side) => Rows.Count(row => row.Cells[side] is { IsBest: true }))];

    private static SideRow Row(ResultKey key, string metric, int sides, ImmutableArray<(int Side, MetricValue Value)> values)
    {
        var best = values.Select(entry => entry.Value).Aggregate(
            (best, value) => (value.Better == Better.Higher ? value.Value > best.Value : value.Value < best.Value) ? value : best);
        // Where none is told apart from the best, a mark on all of them would say nothing.
        var isDecided = values.Any(entry => !IsLevel(entry.Value, best));
        return new SideRow(key, metric,
        [
            .. Enumerable.Range(0, sides).Select(side => values.FirstOrDefault(entry => entry.Side == side).Value is { } value
                ? new SideCell(value, Share(value, best), isDecided && IsLevel(value, best))
                : null),
        ]);
    }

    private static double Share(MetricValue value, MetricValue best) => value.Value == best.Value ? 1
        : value.Better == Better.Higher ? value.Value / best.Value
        : best.Value / value.Value;

    // Without an interval a value is a point, and by how much it scatters is unknown.
    private static bool IsLevel(MetricValue value, MetricValue best)
    {
        if (Share(value, best) >= 1 - LeastDifference) return true;
        var (low, high) = (value.Interval?.Low ?? value.Value, value.Interval?.High ?? value.Value);
        var (bestLow, bestHigh) = (best.Interval?.Low ?? best.Value, best.Interval?.High ?? best.Value);
        return low <= bestHigh && bestLow <= high;
    }

    // The first card of one maker stands beside the first of another, unless a run has cards of both.
    private static ResultKey Common(ResultKey key, bool hasOneKind) => hasOneKind && Kind(key) is { } kind
        ? key with { Device = $"gpu{key.Device[kind.Length..]}" }
        : key;

    private static string? Kind(ResultKey key) =>
        key.Device.Split(':', 2) is [var kind, _] && CardKinds.Contains(kind) ? kind : null;

    // A time is of a certain work; a rate is one, however much work was done.
    private static Cost? Work(BenchmarkResult result) => result.Headline!.Unit == Unit.Second ? result.Cost : null;

    private static ImmutableArray<SideFact> FactsOf(ImmutableArray<Run> runs) =>
    [
        .. runs.SelectMany(run => run.Fingerprint.Facts).Where(fact => fact.Role is FactRole.Identity or FactRole.Cause)
            .Select(fact => fact.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => new SideFact(name, [.. runs.Select(run => run.Fingerprint[name])]))
            .Where(fact => fact.Values.Distinct(StringComparer.Ordinal).Count() > 1),
    ];
}
