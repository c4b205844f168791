using StackBench.Fleet.Nights;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Rollout;

/// <summary>Values of whole nodes in a series: the median over a node's devices, which share its driver, cooling and power.</summary>
internal sealed class NodeValues
{
    private readonly FleetLog _log;
    private readonly LoggedSeries _series;
    private readonly string[] _nodes;
    private readonly int[][] _columns;

    public NodeValues(FleetLog log, LoggedSeries series, string[] nodes)
    {
        (_log, _series, _nodes) = (log, series, nodes);
        var columns = series.Columns.Index().GroupBy(column => column.Item.Node, column => column.Index)
            .ToDictionary(node => node.Key, node => node.ToArray(), StringComparer.Ordinal);
        _columns = [.. nodes.Select(node => columns.GetValueOrDefault(node, []))];
    }

    /// <summary>Oriented logarithm; null where the node has no value that night.</summary>
    public double? Of(int night, int node) =>
        Median([.. _columns[node].Select(column => _series.At(night, column)).Where(value => !double.IsNaN(value))]);

    /// <summary>Change of the logarithm, of devices that are the same card in both nights; null where there is none.</summary>
    public double? ChangeOf(NightPair nights, int node) => Median(
    [
        .. _columns[node].Where(column => IsSameCard(nights, node, _series.Columns[column].Slot))
            .Select(column => _series.At(nights.After, column) - _series.At(nights.Before, column))
            .Where(change => !double.IsNaN(change)),
    ]);

    private bool IsSameCard(NightPair nights, int node, string slot) =>
        _log.Nights[nights.Before].Nodes.TryGetValue(_nodes[node], out var before)
        && _log.Nights[nights.After].Nodes.TryGetValue(_nodes[node], out var after) && before.CardOf(slot) == after.CardOf(slot);

    private static double? Median(double[] values) => values.Length == 0 ? null : RobustScale.Median(values);
}
