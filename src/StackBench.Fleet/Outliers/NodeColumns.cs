using System.Collections.Immutable;

namespace StackBench.Fleet.Outliers;

/// <summary>Which columns of a series are devices of one node.</summary>
internal sealed class NodeColumns
{
    private readonly int[] _nodes;
    private readonly int[] _starts;
    private readonly int[] _columns;

    /// <param name="nodeOf">Number of the node of each unit of the record.</param>
    /// <param name="nodes">How many nodes there are.</param>
    public NodeColumns(FleetSeries series, int[] nodeOf, int nodes)
    {
        _nodes = new int[series.Units.Length];
        _starts = new int[nodes + 1];
        for (var column = 0; column < _nodes.Length; column++) _starts[(_nodes[column] = nodeOf[series.Units[column]]) + 1]++;
        for (var node = 0; node < nodes; node++) _starts[node + 1] += _starts[node];
        _columns = new int[_nodes.Length];
        var next = _starts.AsSpan().ToArray();
        for (var column = 0; column < _nodes.Length; column++) _columns[next[_nodes[column]]++] = column;
    }

    public int Nodes => _starts.Length - 1;

    public ReadOnlySpan<int> Of(int node) => _columns.AsSpan(_starts[node], _starts[node + 1] - _starts[node]);

    public int NodeOf(int column) => _nodes[column];

    /// <summary>Median of a value over the devices of each node; NaN where none has one.</summary>
    public double[] Medians(double[] values)
    {
        var medians = new double[Nodes];
        Span<double> buffer = new double[_nodes.Length];
        for (var node = 0; node < Nodes; node++)
        {
            var count = 0;
            foreach (var column in Of(node))
                if (!double.IsNaN(values[column])) buffer[count++] = values[column];
            medians[node] = RobustScale.Median(buffer[..count]);
        }

        return medians;
    }

    /// <summary>One where the column's node belongs to the lower of two groups, else zero.</summary>
    public static int[] Groups(NodeColumns columns, double[] medians, TwoGroups? groups)
    {
        var found = new int[columns._nodes.Length];
        if (groups is null) return found;
        for (var column = 0; column < found.Length; column++) found[column] = medians[columns._nodes[column]] < groups.Limit ? 1 : 0;
        return found;
    }

    /// <summary>The nodes of the lower group.</summary>
    public static ImmutableArray<int> Low(double[] medians, TwoGroups groups) =>
        [.. Enumerable.Range(0, medians.Length).Where(node => medians[node] < groups.Limit)];
}
