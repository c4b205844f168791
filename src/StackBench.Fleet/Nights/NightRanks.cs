using System.Collections.Immutable;
using StackBench.Core.Comparison;
using StackBench.Fleet.Outliers;
using StackBench.Report;
using StackBench.Report.Nights;

namespace StackBench.Fleet.Nights;

/// <summary>The slowest devices with what was judged of them.</summary>
internal static class NightRanks
{
    public static ImmutableArray<NightRank> Of(FleetJudgement judgement, FleetMatrix matrix)
    {
        var ranked = judgement.Worst.Select(one => (one.Unit.Node, one.Unit.Slot)).ToHashSet();
        var nodes = ranked.Select(one => one.Node).ToHashSet(StringComparer.Ordinal);
        var cells = matrix.Workloads
            .SelectMany(workload => workload.Cells.Where(cell => nodes.Contains(cell.Unit.Node)).Select(cell => (workload.Key, Cell: cell)))
            .Where(one => !double.IsNaN(one.Cell.Difference)).ToLookup(one => (one.Cell.Unit.Node, one.Cell.Unit.Slot));
        return
        [
            .. judgement.Worst.Select(one =>
            {
                var own = cells[(one.Unit.Node, one.Unit.Slot)].ToArray();
                var (sign, verdict) = VerdictOf(judgement, one.Unit, own.Any(cell => cell.Cell.State != CellState.Unjudged));
                return new NightRank(
                    FindingText.Device(one.Unit.Node, one.Unit.Slot),
                    one.Unit.Place is { } place ? FindingText.Cut(place) : null, -one.Loss,
                    own.Length == 0 ? "" : Worst(own.MinBy(cell => cell.Cell.Difference)), sign, verdict);
            }),
        ];
    }

    private static string Worst((FleetSeriesKey Key, FleetCell Cell) one) =>
        $"{FindingText.Series(one.Key)} {SignedShare.Of(one.Cell.Difference)}";

    private static (Sign Sign, string Verdict) VerdictOf(FleetJudgement judgement, FleetUnit unit, bool isJudged)
    {
        var finding = judgement.Findings.FirstOrDefault(finding =>
            finding.Nodes.Contains(unit.Node) && (finding.Slot is null || finding.Slot == unit.Slot));
        return finding is null
            ? isJudged ? (Vocabulary.SignOf(Verdict.NoChange), "not slow")
                : (Vocabulary.SignOf(Verdict.Inconclusive), "no verdict")
            : (SignOf(finding.State), FindingText.Verdict(finding.State));
    }

    public static Sign SignOf(OutlierState state) => state switch
    {
        OutlierState.Confirmed => Vocabulary.SignOf(Verdict.Regression),
        OutlierState.Suspected => Vocabulary.SignOf(Verdict.Suspected),
        _ => Vocabulary.SignOf(Verdict.NoChange),
    };
}
