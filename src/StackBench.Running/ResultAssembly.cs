using System.Collections.Immutable;
using StackBench.Core.Assessments;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Core.Workloads;
using StackBench.Serving.Search;
using StackBench.Workloads;

namespace StackBench.Running;

/// <summary>Decides what the launches of a workload amount to. Pure.</summary>
public static class ResultAssembly
{
    private const double IntervalLevel = 0.95;

    /// <summary>Of an engine's extra series: 1 where the host was the slower side; see docs/worker-protocol.md.</summary>
    private const string LaunchBoundSeries = "launch-bound";

    /// <param name="ended">A failure or skip that ended the measuring; it outweighs the launches before it.</param>
    public static BenchmarkResult Of(PlannedWorkload planned, ImmutableArray<Launch> launches, Outcome? ended, Peaks peaks)
    {
        ArgumentNullException.ThrowIfNull(planned);
        ArgumentNullException.ThrowIfNull(peaks);
        return new BenchmarkResult
        {
            Benchmark = planned.Workload.Benchmark,
            Workload = planned.Workload.Name,
            Parameters = planned.Workload.Parameters,
            Device = planned.Device,
            Engine = planned.Engine.Name,
            Cost = planned.Workload.Cost,
            Layer = planned.Workload.Layer,
            // A failure outweighs what was measured before it; a skip in a later launch only ends the measuring.
            Outcome = ended is null || (ended is Skipped && !launches.IsEmpty) ? Decide(planned.Workload, launches, peaks) : ended,
            Launches = launches,
        };
    }

    private static Outcome Decide(Workload workload, ImmutableArray<Launch> launches, Peaks peaks)
    {
        if (launches.IsEmpty) return new Skipped("the run ended before it was measured", "run again, or raise --budget", SkipCause.NoTime);
        if (Excess(workload, launches, peaks) is { } implausible) return implausible;
        var none = launches.SelectMany(launch => (launch.Notes ?? []).Where(note => note.Code == SearchNotes.None)).ToArray();
        // Where half of the searches or more found nothing, the middle one is none of a load.
        if (2 * none.Length >= launches.Length && none.Length > 0)
            return new Skipped(none.Length == launches.Length ? none[0].Message : $"{none[0].Message} ({none.Length} of {launches.Length} launches)", none[0].Remedy);
        return new Ok([.. workload.Metrics.Select((metric, index) => Value(metric, launches, index == 0 ? none.Length : 0)).OfType<MetricValue>()], Notes(workload, launches));
    }

    private static Implausible? Excess(Workload workload, ImmutableArray<Launch> launches, Peaks peaks)
    {
        if (peaks.Find(workload.CeilingName) is not { } ceiling) return null;
        var headline = workload.Metrics.FirstOrDefault(metric => metric.Definition.Unit == ceiling.Unit) ?? workload.Metrics[0];
        foreach (var launch in launches)
            if (LaunchValues.BestRate(headline, workload.Cost, launch) is { } rate && !ceiling.Admits(rate))
                return new Implausible(headline.Definition.Name, rate, ceiling);
        return null;
    }

    /// <param name="none">Launches that searched and found that no load keeps the limits: lower than every load, and never left out.</param>
    private static MetricValue? Value(WorkloadMetric metric, ImmutableArray<Launch> launches, int none)
    {
        var definition = metric.Definition;
        double[] values = [.. launches.Where(launch => launch.Values.ContainsKey(definition.Name)).Select(launch => launch.Values[definition.Name])];
        if (values.Length == 0) return null;
        values = [.. values, .. Enumerable.Repeat(0.0, none)];
        return new MetricValue(
            definition.Name, Quantile.Median(values), definition.Unit, definition.Better, MedianInterval.Of(values, IntervalLevel));
    }

    private static ImmutableArray<Note> Notes(Workload workload, ImmutableArray<Launch> launches)
    {
        var notes = ImmutableArray.CreateBuilder<Note>();
        var headline = workload.Metrics[0].Definition.Name;
        var spread = LaunchSpread.Of(launches, headline);
        var isSteady = spread is { } width && LaunchSpread.IsSteady(width, headline);
        if (spread is not null && !isSteady)
            notes.Add(new Note("noisy", $"launches vary by ±{NumberText.Share(spread.Value)}", "close other programs, or use more --launches"));
        var open = launches.Count(launch => launch.StopReason == StopReason.Unconverged);
        var contended = launches.Count(launch => CpuContention.Is(launch.Conditions.GetValueOrDefault(MachineConditions.CpuOthers)));
        // Launches that agree are evidence enough, however restless each was; and what others disturb does not settle with more time.
        if (open > 0 && !isSteady && contended == 0)
            notes.Add(new Note("unconverged", $"{open} of {launches.Length} launches did not settle within their time", "use --suite standard or a larger --budget"));
        if (contended > 0)
            notes.Add(new Note("contended", $"other processes used the processors in {contended} of {launches.Length} launches", "close other programs"));
        var throttled = launches.Sum(launch => launch.Samples.Count(sample => sample.Tags.HasFlag(SampleTags.Throttled)));
        if (throttled > 0)
            notes.Add(new Note("throttled", $"{throttled} of {launches.Sum(launch => launch.Samples.Length)} samples were taken while the device was throttled", "improve the cooling, or wait until it has cooled down"));
        var launchBound = launches.Count(launch => launch.Series.TryGetValue(LaunchBoundSeries, out var flags) && flags.Any(flag => flag > 0));
        if (launchBound > 0)
            notes.Add(new Note("launch-bound", $"the host queued calls more slowly than the device did them in {launchBound} of {launches.Length} launches: programs that do not queue ahead are slower", "larger shapes, or calls recorded as a graph, keep the device busy"));
        if (launches.Any(launch => launch.Check is null))
            notes.Add(new Note("unchecked", "the engine did not hold the result against a reference"));
        foreach (var told in launches.SelectMany(launch => launch.Notes ?? []).GroupBy(note => note.Code))
            notes.Add(launches.Length == 1 ? told.First() : told.First() with { Message = $"{told.First().Message} ({told.Count()} of {launches.Length} launches)" });
        return notes.ToImmutable();
    }
}
