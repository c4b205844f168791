using System.Collections.Immutable;
using System.Globalization;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;

namespace StackBench.Exchange.Import;

/// <summary>
/// Results of one file by key: what several processes measured is one result of several launches, what one process measured several times
/// are samples of one launch, and what has one name and different parameters is told apart by them.
/// </summary>
internal static class Repetitions
{
    private const double IntervalLevel = 0.95;

    public static (ImmutableArray<BenchmarkResult> Results, ImmutableArray<LeftOut> Left) Of(IEnumerable<BenchmarkResult> results)
    {
        var left = ImmutableArray.CreateBuilder<LeftOut>();
        var kept = new List<BenchmarkResult>();
        foreach (var result in results)
        {
            if (Impossible(result) is { } metric)
                left.Add(new LeftOut(result.Key.ToString(),
                    string.Create(CultureInfo.InvariantCulture, $"{metric.Metric} of {metric.Value:G4} is not a possible value"),
                    IsRefused: true));
            else kept.Add(result);
        }

        var merged = kept.GroupBy(result => result.Key)
            .SelectMany(group => TellApart([.. group.GroupBy(result => result.Parameters).Select(same => Merge([.. same]))]));
        // Until here the number of a launch is that of its process in the file.
        merged = merged.Select(result => result with
        {
            Launches = [.. result.Launches.Select((launch, index) => launch with { Number = index + 1 })],
        });
        var unique = ImmutableArray.CreateBuilder<BenchmarkResult>();
        foreach (var group in merged.GroupBy(result => result.Key))
        {
            if (group.Count() == 1) unique.Add(group.Single());
            else left.Add(new LeftOut(group.Key.ToString(), $"appears {group.Count()} times, for different work", IsRefused: true));
        }

        return (unique.ToImmutable(), left.ToImmutable());
    }

    private static MetricValue? Impossible(BenchmarkResult result) => result.Outcome is Ok ok
        ? ok.Metrics.FirstOrDefault(metric => !double.IsFinite(metric.Value) || metric.Value > ImportText.MostOfAnything)
        : null;

    private static BenchmarkResult[] TellApart(BenchmarkResult[] results)
    {
        if (results.Length == 1) return results;
        var names = results.SelectMany(result => result.Parameters.Select(parameter => parameter.Key)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Where(name => results.Select(result => Said(result, name)).Distinct().Count() > 1).ToArray();
        return
        [
            .. results.Select(result => result with
            {
                Workload = ImportText.Name($"{result.Workload} {string.Join(' ', names.Select(name => $"{name}={Said(result, name)}"))}"),
            }),
        ];

        static string Said(BenchmarkResult result, string name) =>
            result.Parameters.TryGet(name, out var value) ? value.ToString() : "default";
    }

    private static BenchmarkResult Merge(BenchmarkResult[] repeated)
    {
        if (repeated.Length == 1) return repeated[0];
        if (repeated.FirstOrDefault(result => result.Outcome is Failed) is { Outcome: Failed failed } first)
        {
            var count = repeated.Count(result => result.Outcome is Failed);
            return first with { Outcome = failed with { Reason = $"{count} of {repeated.Length} repetitions failed: {failed.Reason}" } };
        }

        BenchmarkResult[] measured = [.. repeated.Where(result => result.Outcome is Ok)];
        if (measured.Length == 0) return repeated[0];
        var outcomes = measured.Select(result => (Ok)result.Outcome).ToArray();
        ImmutableArray<MetricValue> metrics =
            [.. outcomes[0].Metrics.Where(metric => outcomes.All(ok => ok.Metrics.Any(other => other.Metric == metric.Metric)))];
        if (metrics.IsEmpty) return measured[0];
        Launch[] launches =
            [.. measured.SelectMany(result => result.Launches).GroupBy(launch => launch.Number).Select(same => OneOf([.. same]))];
        return measured[0] with
        {
            Outcome = new Ok([.. metrics.Select(metric => Median(metric, launches))], [.. outcomes.SelectMany(ok => ok.Notes).Distinct()]),
            Launches = [.. launches],
        };
    }

    /// <summary>Repetitions within one process: their medians are its values, and their times its samples.</summary>
    private static Launch OneOf(Launch[] repeated)
    {
        if (repeated.Length == 1) return repeated[0];
        var (samples, at) = (ImmutableArray.CreateBuilder<Sample>(), 0.0);
        foreach (var seconds in repeated.SelectMany(Seconds)) samples.Add(new Sample(seconds, (at += seconds) - seconds));
        return repeated[0] with
        {
            Samples = samples.ToImmutable(),
            Values = repeated[0].Values.Keys.Where(name => repeated.All(launch => launch.Values.ContainsKey(name)))
                .ToImmutableSortedDictionary(
                    name => name, name => Quantile.Median([.. repeated.Select(launch => launch.Values[name])]), StringComparer.Ordinal),
        };

        static IEnumerable<double> Seconds(Launch launch) =>
            !launch.Samples.IsEmpty ? launch.Samples.Select(sample => sample.DurationSeconds)
            : launch.Values.TryGetValue(MetricDefinitions.CallTime.Name, out var time) ? [time] : [];
    }

    private static MetricValue Median(MetricValue metric, Launch[] launches)
    {
        double[] values = [.. launches.Select(launch => launch.Values[metric.Metric])];
        return metric with
        {
            Value = Quantile.Median(values),
            Interval = values.Length > 1 ? MedianInterval.Of(values, IntervalLevel) : null,
        };
    }
}
