using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Core.Results;
using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Rollout;

/// <summary>
/// Compares nodes by a fact. Where nodes are known before and after, what they always were does not matter: racks that differ, and a drift
/// of the whole fleet, raise no alarm.
/// </summary>
public static class FleetRollout
{
    private const string Cpu = "cpu", GpuPrefix = "gpu.";

    /// <returns>Null where no two nodes can be compared.</returns>
    public static RolloutComparison? Of(FleetLog log, RolloutFact fact, RolloutOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(fact);
        options ??= new RolloutOptions();
        var concerned = log.Series.Select(series => Concerned(series, fact.Name)).ToArray();
        LoggedSeries[] series = [.. concerned.OfType<LoggedSeries>()];
        var facts = new NodeFacts(log, fact);
        NightPair?[] changes = [.. Enumerable.Range(0, facts.Nodes.Length).Select(facts.ChangeOf)];
        var values = series.Select(one => new NodeValues(log, one, facts.Nodes)).ToArray();
        var paired = Sampled(series, values.Select(one => RolloutSample.OfChanges(one, facts, changes)));
        var night = NightOf(facts, options.LeastNodes);
        var unpaired = night is { } known ? Sampled(series, values.Select(one => RolloutSample.OfNight(one, facts, known))) : [];
        var (isPaired, isUnpaired) = (HasEnough(paired, options), HasEnough(unpaired, options));
        var compared = paired.Where(one => !one.Sample.Strata.IsEmpty).ToArray();
        var skipped = concerned.Length - series.Length;
        if (compared.Length > 0 && (isPaired || !isUnpaired))
        {
            return Comparison(
                RolloutDesign.ChangeAgainstChange, compared, Pairs(log, changes), FactsAlong.OfChanges(log, facts, fact, changes));
        }

        unpaired = [.. unpaired.Where(one => !one.Sample.Strata.IsEmpty)];
        if (unpaired.Length > 0)
        {
            var judged = Enumerable.Range(0, facts.Nodes.Length).Count(node => facts.HasWith(night!.Value, node));
            return Comparison(
                RolloutDesign.SideBySide, unpaired, [new RolloutNights(null, log.Nights[night!.Value].Name, judged)],
                FactsAlong.OfNight(log, facts, fact, night.Value));
        }

        var alone = paired.Where(one => one.Sample.Alone.Length > 0).ToArray();
        return alone.Length > 0 ? Comparison(RolloutDesign.BeforeAfter, alone, Pairs(log, changes), []) : null;

        RolloutComparison Comparison(
            RolloutDesign design, (LoggedSeries Series, RolloutSample Sample)[] samples, ImmutableArray<RolloutNights> nights,
            ImmutableArray<SplittingFact> along) =>
            new(
                fact, design, nights, RolloutVerdicts.Of(samples, design, options),
                design == RolloutDesign.ChangeAgainstChange ? samples.Max(one => one.Sample.Left) : 0, skipped, along,
                options.FamilyAlpha);
    }

    private static (LoggedSeries Series, RolloutSample Sample)[] Sampled(LoggedSeries[] series, IEnumerable<RolloutSample> samples) =>
        [.. series.Zip(samples)];

    private static bool HasEnough((LoggedSeries Series, RolloutSample Sample)[] all, RolloutOptions options) => Array.Exists(
        all, one => !one.Sample.Strata.IsEmpty && one.Sample.Judged >= options.LeastNodes && one.Sample.Others >= options.LeastNodes);

    /// <summary>Without the devices that the fact cannot concern; null where none is left.</summary>
    private static LoggedSeries? Concerned(LoggedSeries series, string fact)
    {
        var change = new FactChange(fact, null, null, FactRole.Cause);
        int[] kept =
        [
            .. Enumerable.Range(0, series.Columns.Length).Where(column => fact.StartsWith(GpuPrefix, StringComparison.Ordinal)
                ? series.Columns[column].Slot != Cpu
                : change.Concerns(
                    new ResultKey(series.Key.Benchmark, series.Key.Workload, series.Columns[column].Slot, series.Key.Engine))),
        ];
        if (kept.Length == series.Columns.Length) return series;
        var nights = series.Columns.IsEmpty ? 0 : series.Values.Length / series.Columns.Length;
        return kept.Length == 0 ? null : series with
        {
            Columns = [.. kept.Select(column => series.Columns[column])],
            Values = [.. Enumerable.Range(0, nights).SelectMany(night => kept.Select(column => series.At(night, column)))],
        };
    }

    /// <summary>The newest night with enough nodes of both values, else with any; null where there is none.</summary>
    private static int? NightOf(NodeFacts facts, int least)
    {
        (int Judged, int Others)[] counts =
        [
            .. Enumerable.Range(0, facts.Present.Length).Select(night =>
            {
                var nodes = Enumerable.Range(0, facts.Nodes.Length).ToArray();
                return (nodes.Count(node => facts.HasWith(night, node)), nodes.Count(node => facts.HasAgainst(night, node)));
            }),
        ];
        int Newest(int atLeast) => Array.FindLastIndex(counts, one => Math.Min(one.Judged, one.Others) >= atLeast);
        return Newest(least) is >= 0 and var enough ? enough : Newest(1) is >= 0 and var any ? any : null;
    }

    private static ImmutableArray<RolloutNights> Pairs(FleetLog log, NightPair?[] changes) =>
    [
        .. changes.OfType<NightPair>().CountBy(pair => pair).OrderBy(pair => pair.Key.After).ThenBy(pair => pair.Key.Before)
            .Select(pair => new RolloutNights(log.Nights[pair.Key.Before].Name, log.Nights[pair.Key.After].Name, pair.Value)),
    ];
}
