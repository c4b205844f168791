using System.Collections.Immutable;
using StackBench.Core.Results;

namespace StackBench.Core.Trends;

/// <summary>The value a run has of a metric.</summary>
/// <param name="Value">In the metric's unprefixed unit; as stored, so it may be anything.</param>
public readonly record struct Observation(ObservedRun Run, ObservedMetric Metric, double Value)
{
    /// <summary>Every value of every workload of the run that is ok; those of an invalid one are its client's.</summary>
    public static ImmutableArray<Observation> Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var observed = new ObservedRun(run.Id, run.StartedAt, run.Method, run.Fingerprint);
        return
        [
            .. from result in run.Results
               where result.Outcome is Ok && !result.IsInvalid
               from metric in ((Ok)result.Outcome).Metrics
               select new Observation(
                   observed, new ObservedMetric(result.Key, metric.Metric, metric.Unit, metric.Better, result.Parameters), metric.Value),
        ];
    }
}
