using System.Collections.Immutable;
using StackBench.Fleet.Outliers;

namespace StackBench.Fleet.Limits;

/// <summary>What nodes must reach, as the fleet's own history says. A file that <c>stackbench check</c> reads.</summary>
/// <param name="Night">From which it was made.</param>
/// <param name="Nodes">Nodes that were measured in it.</param>
public sealed record NodeLimits(int SchemaVersion, string Night, int Nodes, ImmutableArray<NodeLimit> Limits)
{
    public const int CurrentSchemaVersion = 1;

    /// <summary>Scales of the fleet's scatter that a limit lies below the median, where that is more than the gap.</summary>
    private const double Width = 6;

    /// <summary>Values of a night, as limits: the median less the gap, or less six scales of the lower half.</summary>
    /// <param name="gap">Smallest loss that is unfit, as a share.</param>
    /// <param name="leastDevices">Fewer give no limit.</param>
    public static NodeLimits Of(FleetRecord record, double gap, int leastDevices = 5)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new NodeLimits(
            CurrentSchemaVersion, record.Night, record.Facts.Count,
            [.. record.Series.Where(series => series.Judged.Length >= leastDevices).Select(series => Limit(series, gap))]);
    }

    private static NodeLimit Limit(FleetSeries series, double gap)
    {
        var median = RobustScale.Median(series.Judged.AsSpan().ToArray());
        double[] below = [.. series.Judged.Where(value => value < median).Select(value => median - value)];
        var scale = below.Length == 0 ? 0 : RobustScale.Normal * RobustScale.Median(below);
        var limit = median - Math.Max(-Math.Log(1 - gap), Width * scale);
        var sign = series.Key.Better == Core.Metrics.Better.Higher ? 1 : -1;
        var key = series.Key;
        return new NodeLimit(
            key.Kind, key.Benchmark, key.Workload, key.Engine, key.Metric, key.Better, key.Parameters.ToString(), key.Method,
            Math.Exp(sign * median), Math.Exp(sign * limit), series.Judged.Length);
    }
}
