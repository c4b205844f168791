using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Units;

namespace StackBench.Core.Trends;

/// <summary>A metric of one result across runs, oldest first.</summary>
/// <param name="LeftOut">Runs without a usable value, by reason: a broken value never becomes a point.</param>
public sealed record MetricSeries(
    ResultKey Key, string Metric, Unit Unit, Better Better, ImmutableArray<SeriesPoint> Points,
    ImmutableArray<(string RunId, string Reason)> LeftOut)
{
    /// <summary>
    /// The series of every metric observed, in the order of the newest run that has it. Runs are ordered by their start; where a
    /// clock went backwards that is the order the clock told. Values of another method, unit or shape than the newest are left out.
    /// </summary>
    public static ImmutableArray<MetricSeries> Of(IEnumerable<Observation> observations) =>
        [.. SeriesObservations.Of(observations).Select(Of)];

    internal static MetricSeries Of(SeriesObservations series)
    {
        var oldestFirst = series.OldestFirst();
        var newest = oldestFirst[^1];
        var points = ImmutableArray.CreateBuilder<SeriesPoint>(oldestFirst.Length);
        var leftOut = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var observation in oldestFirst)
        {
            var (run, value) = (observation.Run, observation.Value);
            if (Refusal(observation, newest) is { } reason) leftOut.Add((run.Id, reason));
            else points.Add(new SeriesPoint(run.Id, run.StartedAt, value, run.Fingerprint));
        }

        var metric = newest.Metric;
        return new MetricSeries(metric.Key, metric.Metric, metric.Unit, metric.Better, points.ToImmutable(), leftOut.ToImmutable());
    }

    private static string? Refusal(Observation observation, Observation newest)
    {
        if (observation.Run.Method != newest.Run.Method) return "measured by another method";
        if (observation.Metric != newest.Metric)
            return observation.Metric.Parameters.Equals(newest.Metric.Parameters)
                ? "measured in another unit"
                : $"measured with other parameters: {observation.Metric.Parameters.DifferenceFrom(newest.Metric.Parameters)}";
        return double.IsFinite(observation.Value) && observation.Value > 0 ? null : "its value is not a finite number above zero";
    }
}
