using System.Collections.Immutable;
using StackBench.Core.Metrics;
using StackBench.Core.Results;
using StackBench.Core.Statistics;
using StackBench.Core.Telemetry;

namespace StackBench.Core.Assessments;

/// <summary>
/// What the launches of a result say about how far its value can be trusted. Decided here and nowhere else; notes and assessments word it.
/// </summary>
/// <param name="metric">Whose values are compared between launches; null for none.</param>
public sealed class LaunchFacts(ImmutableArray<Launch> launches, string? metric)
{
    /// <summary>Condition of a launch: share of all CPU time that went to processes other than the engine and StackBench.</summary>
    public const string CpuOthers = "cpu-others";

    private const double UsualThreshold = 0.03;
    private const int LeastJudged = 3;

    /// <summary>Of an engine's extra series: 1 where the host was the slower side; see docs/worker-protocol.md.</summary>
    private const string HostBoundSeries = "launch-bound";

    public static LaunchFacts Of(BenchmarkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(result.Launches, result.Headline?.Metric);
    }

    public int Launches => launches.Length;

    /// <summary>
    /// Half the range of the launch values over their median (0.03 = ±3 %); null below two launches, which say nothing about it.
    /// </summary>
    public double? Spread { get; } = metric is null ? null : SpreadOf(launches, metric);

    /// <summary>Whether the spread is known and smaller than the change of the metric that matters.</summary>
    public bool IsSteady =>
        Spread <= (MetricDefinitions.All.FirstOrDefault(definition => definition.Name == metric)?.Threshold ?? UsualThreshold);

    /// <summary>Whether there are enough launches to call them steady: two agree by chance.</summary>
    public bool IsJudged => Launches >= LeastJudged;

    /// <summary>Launches that ran out of time before they settled.</summary>
    public int Unconverged => launches.Count(launch => launch.StopReason == StopReason.Unconverged);

    /// <summary>Launches during which other processes used the CPU.</summary>
    public int Contended => launches.Count(launch => CpuContention.Is(launch.Conditions.GetValueOrDefault(CpuOthers)));

    public int Samples => launches.Sum(launch => launch.Samples.Length);

    /// <summary>Samples taken while the device was throttled.</summary>
    public int Throttled => launches.Sum(launch => launch.Samples.Count(sample => sample.Tags.HasFlag(SampleTags.Throttled)));

    /// <summary>Launches in which the host was slower than the device it feeds.</summary>
    public int HostBound =>
        launches.Count(launch => launch.Series.TryGetValue(HostBoundSeries, out var flags) && flags.Any(flag => flag > 0));

    /// <summary>Kernels that ran, as the engine names them, with the count of launches of each; the most frequent first.</summary>
    public ImmutableArray<(string Name, int Launches)> Kernels { get; } =
        [.. launches.GroupBy(launch => launch.Backend, StringComparer.Ordinal).Select(same => (same.Key, same.Count()))
            .OrderByDescending(kernel => kernel.Item2)];

    /// <summary>What a reader must know before trusting the value, in the order in which it is told.</summary>
    public IEnumerable<Reservation> Reservations()
    {
        if (Spread is not null && !IsSteady) yield return Reservation.Noisy;
        // Launches that agree are evidence enough, however restless each was; and what others disturb does not settle with more time.
        if (Unconverged > 0 && !IsSteady && Contended == 0) yield return Reservation.Unconverged;
        if (Contended > 0) yield return Reservation.Contended;
        if (Throttled > 0) yield return Reservation.Throttled;
        if (HostBound > 0) yield return Reservation.LaunchBound;
        if (Kernels.Length > 1) yield return Reservation.MixedKernels;
        if (launches.Any(launch => launch.Check is null)) yield return Reservation.Unchecked;
    }

    private static double? SpreadOf(ImmutableArray<Launch> launches, string metric)
    {
        var values = launches.Where(launch => launch.Values.ContainsKey(metric)).Select(launch => launch.Values[metric]).ToArray();
        if (values.Length < 2) return null;
        var median = Quantile.Median(values);
        return median > 0 ? (values.Max() - values.Min()) / 2 / median : null;
    }
}
