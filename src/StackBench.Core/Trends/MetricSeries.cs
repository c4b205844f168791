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
    public static ImmutableArray<MetricSeries> Of(IEnumerable<Observation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        // Runs and metrics are shared by many observations: what is costly is done once for each of them.
        var all = observations.ToArray();
        var places = new Dictionary<ObservedRun, int>(ReferenceEqualityComparer.Instance);
        foreach (var run in all.Select(observation => observation.Run).Distinct(ReferenceEqualityComparer.Instance).Cast<ObservedRun>()
            .OrderByDescending(run => run.StartedAt).ThenByDescending(run => run.Id, StringComparer.Ordinal)) places.Add(run, places.Count);
        var byMetric = all.GroupBy(observation => observation.Metric, ReferenceEqualityComparer.Instance)
            .GroupBy(group => (((ObservedMetric)group.Key!).Key, ((ObservedMetric)group.Key!).Metric));
        return [.. byMetric.Select(groups => groups.SelectMany(group => group).OrderBy(observation => places[observation.Run]).ToArray())
            .OrderBy(newestFirst => places[newestFirst[0].Run]).Select(Of)];
    }

    private static MetricSeries Of(Observation[] newestFirst)
    {
        var newest = newestFirst[0];
        var points = ImmutableArray.CreateBuilder<SeriesPoint>();
        var leftOut = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var observation in newestFirst.Reverse())
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
