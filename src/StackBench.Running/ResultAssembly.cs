using System.Collections.Immutable;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Workloads;

namespace StackBench.Running;

/// <summary>Decides what the launches of a workload amount to. Pure.</summary>
internal static class ResultAssembly
{
    private const double IntervalLevel = 0.95;

    /// <param name="ended">A failure or skip that ended the measuring; it outweighs the launches before it.</param>
    public static BenchmarkResult Of(PlannedWorkload planned, ImmutableArray<Launch> launches, Outcome? ended, Peaks peaks)
    {
        return new BenchmarkResult
        {
            Benchmark = planned.Workload.Benchmark,
            Workload = planned.Workload.Name,
            Parameters = planned.Workload.Parameters,
            Device = planned.Device,
            Engine = planned.Engine.Name,
            Cost = planned.Workload.Cost,
            Layer = planned.Workload.Bounds.Layer,
            // A failure outweighs what was measured before it; a skip in a later launch only ends the measuring.
            Outcome = ended is null || (ended is Skipped && !launches.IsEmpty) ? Decide(planned.Workload, launches, peaks) : ended,
            Launches = launches,
        };
    }

    private static Outcome Decide(Workload workload, ImmutableArray<Launch> launches, Peaks peaks)
    {
        if (launches.IsEmpty) return new Skipped("the run ended before it was measured", "run again, or raise --budget", SkipCause.NoTime);
        if (Excess(workload, launches, peaks) is { } implausible) return implausible;
        var none = launches.Select(launch => launch.NoValue).OfType<Note>().ToArray();
        // Where half of the searches or more found nothing, the middle one is none of a load.
        if (2 * none.Length >= launches.Length && none.Length > 0)
            return new Skipped(
                none.Length == launches.Length ? none[0].Message : $"{none[0].Message} ({none.Length} of {launches.Length} launches)",
                none[0].Remedy);
        return new Ok(
            [.. workload.Metrics.Select((metric, index) => Value(metric, launches, index == 0 ? none.Length : 0)).OfType<MetricValue>()],
            [
                .. workload.Facts.Select(fact => new Note(fact.Name, fact.Text, IsFact: true)),
                .. ResultNotes.Of(launches, workload.Metrics[0].Definition.Name),
            ]);
    }

    private static Implausible? Excess(Workload workload, ImmutableArray<Launch> launches, Peaks peaks)
    {
        if (peaks.Find(workload.Bounds.CeilingName) is not { } ceiling) return null;
        var headline = workload.Metrics.FirstOrDefault(metric => metric.Definition.Unit == ceiling.Unit) ?? workload.Metrics[0];
        foreach (var launch in launches)
            if (LaunchValues.BestRate(headline, workload.Cost, launch) is { } rate && !ceiling.Admits(rate))
                return new Implausible(headline.Definition.Name, rate, ceiling);
        return null;
    }

    /// <param name="none">Launches that searched and found that no load keeps the limits: lower than every
    /// load, and never left out.</param>
    private static MetricValue? Value(WorkloadMetric metric, ImmutableArray<Launch> launches, int none)
    {
        var definition = metric.Definition;
        double[] values =
            [.. launches.Where(launch => launch.Values.ContainsKey(definition.Name)).Select(launch => launch.Values[definition.Name])];
        if (values.Length == 0) return null;
        values = [.. values, .. Enumerable.Repeat(0.0, none)];
        return new MetricValue(
            definition.Name, Quantile.Median(values), definition.Unit, definition.Better, MedianInterval.Of(values, IntervalLevel));
    }
}
