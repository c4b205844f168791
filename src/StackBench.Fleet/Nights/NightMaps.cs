using System.Collections.Immutable;
using StackBench.Core.Units;
using StackBench.Fleet.Outliers;
using StackBench.Report;
using StackBench.Report.Charts;
using StackBench.Report.Nights;

namespace StackBench.Fleet.Nights;

/// <summary>Workloads of a matrix as heat maps: a row for each rack where racks are known, else for sixteen nodes.</summary>
internal static class NightMaps
{
    private const int MostMedians = 3;

    /// <summary>Whether most nodes say what switches are above them.</summary>
    public static bool HasRacks(FleetMatrix matrix)
    {
        var units = matrix.Workloads.SelectMany(workload => workload.Cells).Select(cell => cell.Unit);
        var nodes = units.DistinctBy(unit => unit.Node).ToArray();
        return 2 * nodes.Count(unit => unit.Place is not null) > nodes.Length;
    }

    /// <param name="anchors">Fragments of nodes with a finding.</param>
    public static NightWorkload Of(WorkloadMatrix workload, bool hasRacks, IReadOnlyDictionary<string, string> anchors)
    {
        ImmutableArray<string> slots = [.. workload.Cells.Select(cell => cell.Unit.Slot).Where(slot => slot.Length > 0)
            .Distinct(StringComparer.Ordinal).Order(NaturalOrder.Instance)];
        var places = slots.Index().ToDictionary(slot => slot.Item, slot => slot.Index, StringComparer.Ordinal);
        var blocks = Nodes(workload.Cells)
            .Select(cells => (cells[0].Unit.Place, Block: Block(cells, places, anchors.GetValueOrDefault(cells[0].Unit.Node)))).ToArray();
        return new NightWorkload(
            workload.Key.Engine is { } engine
                ? $"{FindingText.Series(workload.Key)}, {FindingText.Cut(engine)}"
                : FindingText.Series(workload.Key),
            FindingText.Cut(MetricName.Of(workload.Key.Metric)),
            Medians(workload), new HeatMap([.. slots.Select(FindingText.Cut)], Rows(blocks, hasRacks)),
            [.. workload.Cells.Select(cell => cell.Difference).Where(difference => !double.IsNaN(difference))], Slow(workload.Cells));
    }

    /// <summary>Cells of one node follow one another.</summary>
    private static IEnumerable<FleetCell[]> Nodes(ImmutableArray<FleetCell> cells)
    {
        var begin = 0;
        for (var at = 1; at <= cells.Length; at++)
        {
            if (at < cells.Length && cells[at].Unit.Node == cells[begin].Unit.Node && cells[at].Unit.Place == cells[begin].Unit.Place)
                continue;
            yield return [.. cells[begin..at]];
            begin = at;
        }
    }

    private static HeatMapBlock Block(FleetCell[] cells, Dictionary<string, int> places, string? anchor)
    {
        var found = new HeatMapCell[places.Count];
        Array.Fill(found, new HeatMapCell(double.NaN, HeatMapMark.Blank));
        foreach (var cell in cells)
        {
            if (cell.Unit.Slot.Length == 0) Array.Fill(found, new HeatMapCell(double.NaN, HeatMapMark.Absent));
            else found[places[cell.Unit.Slot]] = new HeatMapCell(cell.Difference, Mark(cell.State));
        }

        return new HeatMapBlock(FindingText.Cut(cells[0].Unit.Node), [.. found], anchor);
    }

    private static HeatMapMark Mark(CellState state) => state switch
    {
        CellState.Confirmed => HeatMapMark.Confirmed,
        CellState.Suspected => HeatMapMark.Suspected,
        CellState.Absent => HeatMapMark.Absent,
        _ => HeatMapMark.None,
    };

    private static ImmutableArray<HeatMapRow> Rows((string? Place, HeatMapBlock Block)[] blocks, bool hasRacks)
    {
        var placed = blocks.Where(block => hasRacks && block.Place is not null).GroupBy(block => block.Place!, StringComparer.Ordinal)
            .Select(rack => new HeatMapRow(Short(rack.Key), FindingText.Cut(rack.Key), [.. rack.Select(one => one.Block)]));
        var others = blocks.Where(block => !hasRacks || block.Place is null).Select(block => block.Block)
            .OrderBy(block => block.Name, NaturalOrder.Instance).Chunk(HeatMap.Across)
            .Select(some => new HeatMapRow(
                some[0].Name, some.Length == 1 ? some[0].Name : $"{some[0].Name} to {some[^1].Name}", [.. some]));
        return [.. placed, .. others];
    }

    /// <summary>The switch next to the nodes: rack2 of s0.rack2.</summary>
    private static string Short(string place) => place[(place.LastIndexOf('.') + 1)..];

    private static string Medians(WorkloadMatrix workload)
    {
        string Text(double value) => workload.Unit is { } unit ? NumberText.Quantity(value, unit) : NumberText.Number(value);
        return workload.Medians.Count == 1
            ? $"median {Text(workload.Medians.Values.First())}"
            : "medians " + string.Join(", ", workload.Medians.Values.Take(MostMedians).Select(Text))
                + (workload.Medians.Count > MostMedians ? ", ..." : "");
    }

    /// <summary>A node of which several devices are slow is named once.</summary>
    private static ImmutableArray<(double Difference, string Name)> Slow(ImmutableArray<FleetCell> cells) =>
    [
        .. cells.Where(cell => cell.State is CellState.Confirmed or CellState.Suspected)
            .GroupBy(cell => cell.Unit.Node, StringComparer.Ordinal)
            .Select(node => node.ToArray())
            .Select(node => node.Length == 1
                ? (node[0].Difference, FindingText.Device(node[0].Unit.Node, node[0].Unit.Slot))
                : (RobustScale.Median(node.Select(cell => cell.Difference).ToArray()),
                    $"{FindingText.Cut(node[0].Unit.Node)} ({FindingText.Count(node.Length, "device")})"))
            .OrderBy(one => one.Item1),
    ];
}
