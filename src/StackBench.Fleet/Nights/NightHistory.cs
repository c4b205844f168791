using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Units;
using StackBench.Fleet.Outliers;
using StackBench.Report.Nights;

namespace StackBench.Fleet.Nights;

/// <summary>Nights of devices in a series, from the median of their kind in each night.</summary>
internal sealed class NightHistory(FleetRecord record)
{
    private readonly Dictionary<int, double[]> _medians = [];

    /// <param name="isShown">Which devices: one, those of a node, or those of a rack; their median is the point.</param>
    public ImmutableArray<NightPoint> Of(FleetSeriesKey key, Func<FleetUnit, bool> isShown)
    {
        var index = record.Series.Index().First(one => one.Item.Key == key).Index;
        var series = record.Series[index];
        int[] columns = [.. Enumerable.Range(0, series.Units.Length).Where(column => isShown(record.Units[series.Units[column]]))];
        var medians = MediansOf(index);
        var points = ImmutableArray.CreateBuilder<NightPoint>();
        void Add(string night, Func<int, double> value, double median, bool isJudged)
        {
            double[] known = [.. columns.Select(value).Where(one => !double.IsNaN(one))];
            if (known.Length == 0) return;
            var middle = RobustScale.Median(known);
            var text = WorkloadMatrix.Value(key, middle);
            points.Add(new NightPoint(
                night, Math.Exp(middle - median) - 1,
                WorkloadMatrix.UnitOf(key.Metric) is { } unit ? NumberText.Quantity(text, unit) : NumberText.Number(text), isJudged));
        }

        for (var night = 0; night < series.Nights; night++)
        {
            var row = night * series.Units.Length;
            var name = night < record.Earlier.Length
                ? record.Earlier[night]
                : string.Create(CultureInfo.InvariantCulture, $"night {night + 1}");
            Add(name, column => series.History[row + column], medians[night], isJudged: false);
        }

        Add(record.Night, column => series.Judged[column], medians[^1], isJudged: true);
        // The fleet is not measured again, only the suspects.
        if (series.Again is { } again) Add(NightName.Again(record.Night), column => again[column], medians[^1], isJudged: true);
        return points.ToImmutable();
    }

    /// <summary>Of each earlier night, and last of the night itself.</summary>
    private double[] MediansOf(int index)
    {
        if (_medians.TryGetValue(index, out var known)) return known;
        var series = record.Series[index];
        var (count, buffer) = (series.Units.Length, new double[series.Units.Length]);
        var medians = new double[series.Nights + 1];
        for (var night = 0; night < series.Nights; night++)
            medians[night] = RobustScale.Median(RobustScale.Known(series.History.AsSpan(night * count, count), buffer));
        medians[^1] = RobustScale.Median(RobustScale.Known(series.Judged, buffer));
        return _medians[index] = medians;
    }
}
