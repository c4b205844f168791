using System.Collections.Immutable;
using StackBench.Core.Statistics;

namespace StackBench.Fleet.Outliers;

/// <summary>
/// Each device against its siblings, those of its kind in the same slot of other nodes: for devices without a history, and for those that
/// were always slow. Equal devices differ by several percent, so only a large loss counts.
/// </summary>
internal static class SlowRule
{
    public static RuleSeries Of(FleetSeries series, NodeColumns nodes, IReadOnlyList<FleetUnit> units, OutlierOptions options)
    {
        var count = series.Units.Length;
        var residuals = new double[count];
        Array.Fill(residuals, double.NaN);
        var gap = Math.Log(1 - Math.Max(options.SlowGap, options.Thresholds.Of(series.Key.Metric)));
        var medians = nodes.Medians(series.Judged);
        var two = TwoGroups.Of(RobustScale.Known(medians, new double[medians.Length]), -Math.Log(1 - options.ChangedGap));
        var groups = NodeColumns.Groups(nodes, medians, two);
        var candidates = ImmutableArray.CreateBuilder<Candidate>();
        var siblings = new Siblings?[count];
        var tests = 0;
        foreach (var members in Enumerable.Range(0, count).Where(column => !double.IsNaN(series.Judged[column]))
            .GroupBy(column => (units[series.Units[column]].Slot, groups[column])))
        {
            int[] columns = [.. members];
            double[] values = [.. columns.Select(column => series.Judged[column])];
            var group = Siblings.Of(values, options);
            // Two populations are told apart by their values: a third as slow as the lower one would be hidden among them.
            for (var i = 0; i < columns.Length; i++) residuals[columns[i]] = values[i] - group.Median;
            if (columns.Length < options.LeastSiblings) continue;
            tests += columns.Length;
            for (var i = 0; i < columns.Length; i++)
            {
                siblings[columns[i]] = group;
                if (residuals[columns[i]] > gap) continue;
                if (group.Judge(values, i) is { } found) candidates.Add(found with { Column = columns[i] });
            }
        }

        return new RuleSeries(
            OutlierRule.Slow, residuals, tests, candidates.ToImmutable(), two is null ? [] : NodeColumns.Low(medians, two),
            two?.Distance ?? 0, 0, Again)
        {
            IsTested = column => siblings[column] is not null,
        };

        AgainValue? Again(int column) =>
            series.Again is null || double.IsNaN(series.Again[column]) || siblings[column] is not { } group ? null
            : new AgainValue(series.Again[column] - group.Median <= gap, group.Probability(series.Again[column]));
    }

    /// <summary>Devices that should be equal.</summary>
    private sealed record Siblings(double Median, double Scale, double Freedom, bool IsSmall, OutlierOptions Options)
    {
        public static Siblings Of(double[] values, OutlierOptions options)
        {
            var median = RobustScale.Median(values.ToArray());
            double[] below = [.. values.Where(value => value < median).Select(value => median - value)];
            var scale = Math.Max(RobustScale.Least, below.Length == 0 ? 0 : RobustScale.Normal * RobustScale.Median(below));
            return new Siblings(
                median, scale, Tail.Efficiency * values.Length / 2, values.Length < options.ManySiblings, options);
        }

        public double Probability(double value) => Tail.Probability((Median - value) / Scale, Freedom);

        /// <summary>Null where it lies within what its siblings let expect.</summary>
        public Candidate? Judge(double[] values, int at)
        {
            if (!IsSmall) return new Candidate(0, (Median - values[at]) / Scale, Probability(values[at]));
            double[] others = [.. values[..at], .. values[(at + 1)..]];
            var mean = others.Average();
            var deviation = Math.Max(
                RobustScale.Least, Math.Sqrt(others.Sum(value => (value - mean) * (value - mean)) / (others.Length - 1)));
            // Prediction limit of a normal sample (Hahn and Meeker, 4.8), as PredictionLimit has it, with quantiles that are remembered.
            var z = (mean - values[at]) / (deviation * Math.Sqrt(1 + (1.0 / others.Length)));
            return z >= StudentTail.Quantile(Options.GroupAlpha / values.Length, others.Length - 1)
                ? new Candidate(0, z, StudentTail.Probability(z, others.Length - 1), IsCertain: true)
                : null;
        }
    }
}
