using System.Collections.Immutable;

namespace StackBench.Fleet.Outliers;

/// <summary>Judges a night of a fleet: both rules on every series, the correction over all, how far each finding reaches.</summary>
public static class FleetOutliers
{
    public static FleetJudgement Of(FleetRecord record, OutlierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        options ??= new OutlierOptions();
        var nodes = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] nodeOf = [.. record.Units.Select(unit =>
        {
            nodes.TryAdd(unit.Node, nodes.Count);
            return nodes[unit.Node];
        })];
        string[] names = [.. nodes.Keys];
        var columns = record.Series.Select(series => new NodeColumns(series, nodeOf, names.Length)).ToArray();
        var changed = record.Series.Select((series, index) => ChangedRule.Of(series, columns[index], options)).ToArray();
        var slow = record.Series.Select((series, index) => SlowRule.Of(series, columns[index], record.Units, options)).ToArray();
        var flags = Flags(changed, options, isHolm: true).Concat(Flags(slow, options, isHolm: false)).ToArray();
        var reach = new Reach(record, columns, changed, slow);
        // Units of other nights are in the record as well.
        int[] measured = [.. record.Series.SelectMany(series => series.Units).Distinct()];
        return new FleetJudgement(
            record.Night,
            measured.Select(unit => nodeOf[unit]).Distinct().Count(),
            measured.Length,
            reach.Findings(flags),
            [.. Populations(record, names, changed), .. Populations(record, names, slow)],
            [
                .. changed.Index().Where(rule => rule.Item.Shift != 0)
                    .Select(rule => new FleetShift(record.Series[rule.Index].Key, Math.Exp(rule.Item.Shift) - 1)),
            ],
            Ranked(record, slow, options.MostRanked),
            changed.Sum(rule => (long)rule.Tests),
            slow.Sum(rule => (long)rule.Tests),
            record.Series.Sum(series => series.Judged.LongCount(value => !double.IsNaN(value))))
        {
            Flags = [.. flags],
            IsTested = (series, column) => changed[series].IsTested(column) || slow[series].IsTested(column),
        };
    }

    private static IEnumerable<Flag> Flags(RuleSeries[] rules, OutlierOptions options, bool isHolm)
    {
        var tests = rules.Sum(rule => (long)rule.Tests);
        var all = rules.SelectMany((rule, series) => rule.Candidates.Select(one => (Series: series, Found: one))).ToArray();
        var certain = all.Where(one => one.Found.IsCertain);
        var open = all.Where(one => !one.Found.IsCertain && one.Found.Probability <= options.FamilyAlpha).ToArray();
        var rejected = isHolm
            ? StepDown.Rejected([.. open.Select(one => one.Found.Probability)], tests, options.FamilyAlpha).Select(index => open[index])
            : open.Where(one => one.Found.Probability * tests <= options.FamilyAlpha);
        var suspects = rejected.Concat(certain).ToArray();
        return suspects.Select(one => new Flag(
            one.Series, one.Found.Column, rules[one.Series].Rule, rules[one.Series].Residuals[one.Found.Column], one.Found.Z,
            rules[one.Series].Again(one.Found.Column) switch
            {
                null => OutlierState.Suspected,
                { IsBeyondGap: true, Probability: var chance } when chance <= options.FamilyAlpha / suspects.Length =>
                    OutlierState.Confirmed,
                _ => OutlierState.NotConfirmed,
            }));
    }

    /// <summary>One for each kind of machine: its metrics mostly split the same way.</summary>
    private static IEnumerable<FleetPopulations> Populations(FleetRecord record, string[] names, RuleSeries[] rules)
    {
        foreach (var kind in rules.Index().Where(rule => !rule.Item.Low.IsEmpty).GroupBy(rule => record.Series[rule.Index].Key.Kind))
        {
            var (index, rule) = kind.MaxBy(one => one.Item.Distance);
            var low = rule.Low.Select(node => names[node]).ToHashSet(StringComparer.Ordinal);
            string[] all = [.. record.Series[index].Units.Select(unit => record.Units[unit].Node).Distinct()];
            yield return new FleetPopulations(
                rule.Rule == OutlierRule.Changed, [.. low.Order(StringComparer.Ordinal)], all.Length, 1 - Math.Exp(-rule.Distance),
                record.Series[index].Key, kind.Count(),
                SplittingFacts.Of(low, [.. all.Where(node => !low.Contains(node))], record.Facts));
        }
    }

    private static ImmutableArray<RankedUnit> Ranked(FleetRecord record, RuleSeries[] slow, int most)
    {
        var (sums, counts) = (new double[record.Units.Length], new int[record.Units.Length]);
        foreach (var (index, rule) in slow.Index())
        {
            var units = record.Series[index].Units;
            for (var column = 0; column < units.Length; column++)
            {
                if (double.IsNaN(rule.Residuals[column])) continue;
                sums[units[column]] += rule.Residuals[column];
                counts[units[column]]++;
            }
        }

        return
        [
            .. Enumerable.Range(0, counts.Length).Where(unit => counts[unit] > 0).OrderBy(unit => sums[unit] / counts[unit])
                .Take(most)
                .Select(unit => new RankedUnit(record.Units[unit], 1 - Math.Exp(sums[unit] / counts[unit]), counts[unit])),
        ];
    }
}
