using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Units;

namespace StackBench.Core.Trends;

/// <summary>A metric of one result across runs, oldest first.</summary>
/// <param name="LeftOut">Runs without a usable value, by reason: a broken value never becomes a point.</param>
public sealed record MetricSeries(
    ResultKey Key, string Metric, Unit Unit, Better Better, ImmutableArray<SeriesPoint> Points, ImmutableArray<(string RunId, string Reason)> LeftOut)
{
    /// <summary>
    /// The series of every metric in the runs, in the order of the newest run that has it. Runs are ordered by their start; where a
    /// clock went backwards that is the order the clock told. Results of another method or in another unit than the newest are left out.
    /// </summary>
    public static ImmutableArray<MetricSeries> Of(IEnumerable<Run> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        Run[] newestFirst = [.. runs.OrderByDescending(run => run.StartedAt).ThenByDescending(run => run.Id, StringComparer.Ordinal)];
        var values = newestFirst
            .SelectMany(run => run.Results.SelectMany(result => result.Outcome is Ok ok ? ok.Metrics.Select(metric => (Run: run, Result: result, Metric: metric)) : []))
            .GroupBy(value => (value.Result.Key, value.Metric.Metric));
        return [.. values.Select(group => Of(group.Key.Key, [.. group]))];
    }

    private static MetricSeries Of(ResultKey key, (Run Run, BenchmarkResult Result, MetricValue Metric)[] newestFirst)
    {
        var (newestRun, newestResult, newest) = newestFirst[0];
        var points = ImmutableArray.CreateBuilder<SeriesPoint>();
        var leftOut = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var (run, result, metric) in newestFirst.Reverse())
        {
            var reason = run.Tool.Method != newestRun.Tool.Method ? "measured by another method"
                : metric.Unit != newest.Unit || metric.Better != newest.Better ? "measured in another unit"
                : !result.Parameters.Equals(newestResult.Parameters) ? "measured with other parameters"
                : null;
            if (reason is null && Centre(result, metric) is { } centre) points.Add(new SeriesPoint(run.Id, run.StartedAt, centre, run.Fingerprint));
            else leftOut.Add((run.Id, reason ?? "its value is not a finite number above zero"));
        }

        return new MetricSeries(key, newest.Metric, newest.Unit, newest.Better, points.ToImmutable(), leftOut.ToImmutable());
    }

    private static double? Centre(BenchmarkResult result, MetricValue metric)
    {
        double[] values = [.. result.Launches.Where(launch => launch.Values.ContainsKey(metric.Metric)).Select(launch => launch.Values[metric.Metric])];
        if (values.Length == 0) values = [metric.Value];
        return values.All(value => double.IsFinite(value) && value > 0) ? HodgesLehmann.GeometricCenter(values) : null;
    }
}
