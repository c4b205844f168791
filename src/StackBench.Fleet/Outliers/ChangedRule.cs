using System.Collections.Immutable;

namespace StackBench.Fleet.Outliers;

/// <summary>
/// Each device against its own history: how it changed, less what its fleet changed that night. What a device always was does not matter,
/// so that the spread between devices, heavy tails or two firmwares raise no alarm.
/// </summary>
internal static class ChangedRule
{
    /// <summary>Values from which the scale of noise is taken, at most: more change none of its digits.</summary>
    private const int MostOfScale = 50_000;

    /// <summary>A device is judged by its own noise where that exceeds the fleet's by this factor.</summary>
    private const double Noisy = 2;

    /// <summary>
    /// Degrees of freedom that the fleet lends to a device's own scale. Of five nights a device often looks noisy by chance: by the 1.5
    /// degrees of its own nights alone, 7 of 100 losses of 20 % were missed in a fleet of six.
    /// </summary>
    private const double Lent = 1.5;

    public static RuleSeries Of(FleetSeries series, NodeColumns nodes, OutlierOptions options)
    {
        var count = series.Units.Length;
        var buffer = new double[Math.Max(count, series.Nights)];
        var (own, change) = (new double[count], new double[count]);
        for (var column = 0; column < count; column++)
        {
            var history = series.HistoryOf(column, buffer);
            own[column] = history.Length >= options.LeastNights ? RobustScale.Median(history) : double.NaN;
            change[column] = series.Judged[column] - own[column];
        }

        var known = RobustScale.Known(change, buffer);
        var none = new RuleSeries(OutlierRule.Changed, Nothing(count), 0, [], [], 0, 0, _ => null);
        if (known.Length < options.LeastSiblings) return none;
        var tests = known.Length;
        var shift = RobustScale.Median(known);
        var medians = nodes.Medians(change);
        var gap = Math.Log(1 - Math.Max(options.ChangedGap, options.Thresholds.Of(series.Key.Metric)));
        var two = TwoGroups.Of(RobustScale.Known(medians, new double[medians.Length]), -gap);
        var groups = NodeColumns.Groups(nodes, medians, two);
        var centers = Centers(change, groups, options.LeastSiblings, shift);
        for (var column = 0; column < count; column++) change[column] -= centers[groups[column]];
        var noise = new Noise(series, own, change, tests, options);
        var freedom = Tail.Efficiency * tests * Math.Max(1, series.Nights - 1);
        var candidates = ImmutableArray.CreateBuilder<Candidate>();
        for (var column = 0; column < count; column++)
        {
            if (double.IsNaN(change[column]) || change[column] > gap) continue;
            var (scale, few) = noise.Of(column);
            var z = -change[column] / scale;
            candidates.Add(new Candidate(column, z, Tail.Probability(z, few ?? freedom)));
        }

        return new RuleSeries(
            OutlierRule.Changed, change, tests, candidates.ToImmutable(), two is null ? [] : NodeColumns.Low(medians, two),
            two?.Distance ?? 0, two is null && Math.Abs(shift) >= -gap && noise.IsShift(shift, options.GroupAlpha) ? shift : 0, Again);

        // The fleet is not measured again, only the suspects: what it changed that night still counts.
        AgainValue? Again(int column)
        {
            if (series.Again is null || double.IsNaN(series.Again[column])) return null;
            var residual = series.Again[column] - own[column] - centers[groups[column]];
            var (scale, few) = noise.Of(column);
            return new AgainValue(residual <= gap, Tail.Probability(-residual / scale, few ?? freedom));
        }
    }

    private static double[] Nothing(int count)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }

    private static double[] Centers(double[] change, int[] groups, int least, double all)
    {
        var centers = new double[2];
        for (var group = 0; group < centers.Length; group++)
        {
            var members = new List<double>();
            for (var column = 0; column < change.Length; column++)
                if (groups[column] == group && !double.IsNaN(change[column])) members.Add(change[column]);
            double[] values = [.. members];
            centers[group] = values.Length >= least ? RobustScale.Median(values) : all;
        }

        return centers;
    }

    /// <summary>Scale of the change that a device shows without one.</summary>
    private sealed class Noise
    {
        private readonly FleetSeries _series;
        private readonly double[] _own;
        private readonly double[] _shifts;
        private readonly double _pooled, _widening;

        public Noise(FleetSeries series, double[] own, double[] residuals, int tests, OutlierOptions options)
        {
            (_series, _own) = (series, own);
            var count = own.Length;
            var buffer = new double[count];
            _shifts = new double[series.Nights];
            for (var night = 0; night < _shifts.Length; night++)
            {
                for (var column = 0; column < count; column++) buffer[column] = series.History[(night * count) + column] - own[column];
                _shifts[night] = RobustScale.Median(RobustScale.Known(buffer, buffer));
            }

            // A new value scatters around a median of H old ones, which lie nearer to it than to what they estimate.
            double nights = Math.Max(2, series.Nights);
            _widening = Math.Sqrt((1 + (Math.PI / 2 / nights)) / (1 - (1 / nights)));
            var step = Math.Max(1, series.History.Length / MostOfScale);
            // Every column in turn, also where their number divides the step.
            if (step > 1 && count % step == 0) step++;
            var deviations = new List<double>(Math.Min(series.History.Length, 2 * MostOfScale));
            for (var at = 0; at < series.History.Length; at += step)
                if (Deviation(at / count, at % count) is var deviation && !double.IsNaN(deviation)) deviations.Add(deviation);
            double[] values = [.. deviations];
            _pooled = Math.Max(RobustScale.Least, values.Length == 0 ? 0 : RobustScale.OfDeviations(values) * _widening);
            if (tests >= options.ManySiblings)
                _pooled = Math.Max(_pooled, RobustScale.OfDeviations(RobustScale.Known(residuals, buffer)));
        }

        /// <summary>Whether the fleet moved further than between earlier nights.</summary>
        public bool IsShift(double shift, double alpha)
        {
            double[] earlier = [.. _shifts.Where(one => !double.IsNaN(one))];
            var freedom = Tail.Efficiency * (earlier.Length - 1);
            var scale = Math.Max(RobustScale.Least, RobustScale.OfDeviations(earlier) * _widening);
            return 2 * Tail.Probability(Math.Abs(shift) / scale, freedom) <= alpha;
        }

        /// <returns>The scale, and its degrees of freedom where it is the device's own; null where it is the fleet's.</returns>
        public (double Scale, double? Freedom) Of(int column)
        {
            var buffer = new double[_series.Nights];
            var count = 0;
            for (var night = 0; night < buffer.Length; night++)
                if (Deviation(night, column) is var deviation && !double.IsNaN(deviation)) buffer[count++] = deviation;
            var own = RobustScale.OfDeviations(buffer.AsSpan(0, count)) * _widening;
            return own > Noisy * _pooled ? (own, Lent + (Tail.Efficiency * (count - 1))) : (_pooled, null);
        }

        private double Deviation(int night, int column) =>
            _series.History[(night * _own.Length) + column] - _own[column] - _shifts[night];
    }
}
