using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using StackBench.Core.Comparison;
using StackBench.Core.Statistics;

namespace StackBench.Core.Trends;

/// <summary>
/// What the history of a metric says: steps, the slope since the last of them, and where that leads if the series supports it.
/// </summary>
/// <param name="Changes">Oldest first.</param>
/// <param name="Slope">Since the last step; null where fewer than ten points came after it.</param>
/// <param name="Forecast">Null where the series does not support one.</param>
/// <param name="NoForecast">Why there is none.</param>
public sealed record SeriesTrend(
    MetricSeries Series, ImmutableArray<SeriesChange> Changes, SeriesSlope? Slope, Forecast? Forecast, string? NoForecast)
{
    /// <summary>What the newest one or two runs suggest; null where they lie where they were expected.</summary>
    public NewestShift? Newest { get; init; }

    /// <summary>Points since the last step that a forecast needs.</summary>
    public const int ForecastPoints = 20;

    /// <summary>Share of the observed time that a forecast looks ahead.</summary>
    public const double ForecastReach = 0.25;

    /// <param name="threshold">Smallest relative step that is told, the greater of threshold and noise floor.</param>
    public static SeriesTrend Of(MetricSeries series, double threshold)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfNegative(threshold);
        double[] losses = [.. series.Points.Select(point => Orientation.Sign(series.Better) * Math.Log(point.Value))];
        var changes = Steps(series, losses, threshold);
        var begin = changes is [.., var last] ? last.Index : 0;
        var slope = SlopeOf(series, losses, begin);
        var refusal = Refusal(series, slope, begin);
        return new SeriesTrend(series, changes, slope, refusal is null ? Ahead(series, losses, slope!, begin) : null, refusal)
        {
            Newest = NewestShift.Of(losses.AsSpan(begin), begin, threshold),
        };
    }

    private static ImmutableArray<SeriesChange> Steps(MetricSeries series, double[] losses, double threshold)
    {
        // A step that does not matter is no boundary either: dropping the smallest first lets its neighbours be judged anew.
        var points = ChangePointSearch.Find(losses).ToList();
        while (points.Count > 0)
        {
            var shifts = points.Select((_, i) => Math.Abs(Shift(losses, points, i))).ToArray();
            var smallest = Array.IndexOf(shifts, shifts.Min());
            if (shifts[smallest] > Math.Log(1 + threshold)) break;
            points.RemoveAt(smallest);
        }

        return [.. points.Select((point, i) =>
            new SeriesChange(point, Math.Exp(Shift(losses, points, i)), End(losses, points, i) - point, Cause(series, point)))];
    }

    private static double Shift(double[] losses, List<int> points, int index)
    {
        var begin = index == 0 ? 0 : points[index - 1];
        return HodgesLehmann.Shift(
            losses.AsSpan(begin, points[index] - begin), losses.AsSpan(points[index], End(losses, points, index) - points[index]));
    }

    private static int End(double[] losses, List<int> points, int index) => index + 1 < points.Count ? points[index + 1] : losses.Length;

    private static FactChange? Cause(MetricSeries series, int point)
    {
        var differences = FingerprintDiff.Of(series.Points[point - 1].Fingerprint, series.Points[point].Fingerprint);
        return differences.Identity.Concat(differences.Causes).FirstOrDefault(change => change.Concerns(series.Key));
    }

    private static SeriesSlope? SlopeOf(MetricSeries series, double[] losses, int begin)
    {
        double[] days = [.. series.Points.Skip(begin).Select(point => (point.StartedAt - series.Points[begin].StartedAt).TotalDays)];
        return MonotoneTrend.Of(days, losses.AsSpan(begin)) is { } trend
            ? new SeriesSlope(Relative(trend.Slope), Relative(trend.Low), Relative(trend.High), trend.PValue)
            : null;
    }

    private static string? Refusal(MetricSeries series, SeriesSlope? slope, int begin)
    {
        var count = series.Points.Length - begin;
        if (count < ForecastPoints) return $"{count} runs since the last step; a forecast needs {ForecastPoints}";
        if (slope is null) return "all runs have the same time";
        if (!slope.IsSignificant) return "no steady trend";
        return double.IsInfinity(slope.Low) || double.IsInfinity(slope.High) ? "the slope has no bounds" : null;
    }

    private static Forecast Ahead(MetricSeries series, double[] losses, SeriesSlope slope, int begin)
    {
        var (first, last) = (series.Points[begin].StartedAt, series.Points[^1].StartedAt);
        var days = (last - first).TotalDays * ForecastReach;
        // From the level the line has reached, not from the last run's noise.
        double[] levels = [.. series.Points.Skip(begin)
            .Select((point, i) => losses[begin + i] + (Log(slope.PerDay) * (last - point.StartedAt).TotalDays))];
        var reached = HodgesLehmann.Center(levels);
        // A run lies off the line by the scatter of runs, and the line itself by the doubt about its slope.
        var scatter =
            Math.Sqrt(levels.Sum(level => (level - reached) * (level - reached)) / (levels.Length - 2) * (1 + (1.0 / levels.Length)));
        var off = StudentT.InvCDF(0, 1, levels.Length - 2, (1 + Forecast.Level) / 2) * scatter;
        var (below, above) = (Off(slope.Low), Off(slope.High));
        double At(double loss) => Math.Exp(Orientation.Sign(series.Better) * loss);
        var ahead = reached + (Log(slope.PerDay) * days);
        var (one, other) = (At(ahead - below), At(ahead + above));
        return new Forecast(last.AddDays(days), At(ahead), Math.Min(one, other), Math.Max(one, other));

        double Off(double bound) => Math.Sqrt(Math.Pow((Log(slope.PerDay) - Log(bound)) * days, 2) + (off * off));
        static double Log(double perDay) => Math.Log(1 + perDay);
    }

    private static double Relative(double log) => Math.Exp(log) - 1;
}
