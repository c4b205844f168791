using System.Collections.Immutable;

namespace StackBench.Fleet.Outliers;

/// <summary>How far findings reach: a device, its node, or all nodes below the same switches.</summary>
internal sealed class Reach(FleetRecord record, NodeColumns[] columns, RuleSeries[] changed, RuleSeries[] slow)
{
    /// <summary>Measured nodes that a place needs before it can be slow as a whole.</summary>
    private const int LeastNodesOfPlace = 3;

    public ImmutableArray<FleetFinding> Findings(IReadOnlyCollection<Flag> flags)
    {
        var found = OfRule(flags.Where(flag => flag.Rule == OutlierRule.Changed)).ToList();
        // What changed is told once, though it may be slow among its siblings too; what was cleared tells nothing.
        var told = found.Where(IsOpen).Select(finding => (finding.Node, finding.Slot)).ToHashSet();
        found.AddRange(OfRule(flags.Where(flag => flag.Rule == OutlierRule.Slow))
            .Where(finding => !told.Contains((finding.Node, null)) && !told.Contains((finding.Node, finding.Slot))));
        return
        [
            .. Places(found).OrderBy(finding => finding.State switch
            {
                OutlierState.Confirmed => 0,
                OutlierState.Suspected => 1,
                _ => 2,
            }).ThenByDescending(finding => finding.Z)
        ];
    }

    private static bool IsOpen(FleetFinding finding) => finding.State != OutlierState.NotConfirmed;

    private IEnumerable<FleetFinding> OfRule(IEnumerable<Flag> flags)
    {
        foreach (var node in flags.GroupBy(flag => Unit(flag).Node))
        {
            var wide = node.Where(IsOfNode).ToArray();
            if (wide.Length > 0) yield return Finding(wide, OutlierLevel.Node);
            else
                foreach (var device in node.GroupBy(flag => Unit(flag).Slot)) yield return Finding([.. device], OutlierLevel.Device);
        }
    }

    private FleetUnit Unit(Flag flag) => record.Units[record.Series[flag.Series].Units[flag.Column]];

    /// <summary>Whether more than half of the node's devices lost at least half of what matters.</summary>
    private bool IsOfNode(Flag flag)
    {
        var residuals = (flag.Rule == OutlierRule.Changed ? changed : slow)[flag.Series].Residuals;
        var (low, all) = (0, 0);
        foreach (var column in columns[flag.Series].Of(columns[flag.Series].NodeOf(flag.Column)))
        {
            if (double.IsNaN(residuals[column])) continue;
            all++;
            if (residuals[column] <= flag.Residual / 2) low++;
        }

        return 2 * low > all;
    }

    private FleetFinding Finding(Flag[] flags, OutlierLevel level)
    {
        var clearest = flags.MaxBy(flag => (flag.State == OutlierState.Confirmed, flag.Z));
        var unit = Unit(clearest);
        return new FleetFinding(
            clearest.Rule, level, State(flags), unit.Place, unit.Node, level == OutlierLevel.Device ? unit.Slot : null, [unit.Node],
            flags.Select(flag => flag.Series).Distinct().Count(), record.Series[clearest.Series].Key, 1 - Math.Exp(clearest.Residual),
            clearest.Z);
    }

    private static OutlierState State(Flag[] flags) =>
        flags.Any(flag => flag.State == OutlierState.Confirmed) ? OutlierState.Confirmed
        : flags.Any(flag => flag.State == OutlierState.Suspected) ? OutlierState.Suspected
        : OutlierState.NotConfirmed;

    private IEnumerable<FleetFinding> Places(List<FleetFinding> found)
    {
        var sizes = record.Units.Where(unit => unit.Place is not null).DistinctBy(unit => unit.Node).CountBy(unit => unit.Place!)
            .ToDictionary(StringComparer.Ordinal);
        foreach (var place in found.GroupBy(finding => (finding.Rule, finding.Place)))
        {
            var nodes = place.Where(finding => finding.Level == OutlierLevel.Node && IsOpen(finding)).ToArray();
            var isPlace = place.Key.Place is { } name && sizes[name] >= LeastNodesOfPlace && 2 * nodes.Length >= sizes[name];
            foreach (var finding in place.Where(finding => !isPlace || finding.Level != OutlierLevel.Node || !IsOpen(finding)))
                yield return finding;
            if (!isPlace) continue;
            var clearest = nodes.MaxBy(finding => finding.Z)!;
            var confirmed = nodes.Count(finding => finding.State == OutlierState.Confirmed);
            yield return clearest with
            {
                Level = OutlierLevel.Place,
                Node = null,
                Nodes = [.. nodes.Select(finding => finding.Node!).Order(StringComparer.Ordinal)],
                State = 2 * confirmed >= sizes[place.Key.Place!] ? OutlierState.Confirmed : OutlierState.Suspected,
            };
        }
    }
}
