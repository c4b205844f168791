using System.Collections.Immutable;
using StackBench.Core.Statistics;
using StackBench.Serving.Metrics;
using StackBench.Serving.Running;

namespace StackBench.Serving.SelfCheck;

/// <summary>Whether a cell measured the server, not the client.</summary>
/// <param name="Exceeded">Limits that were not kept; with any, the numbers of the cell are no numbers of the server.</param>
/// <param name="EventsPerSecond">Events of the busiest second; of the whole where it was shorter.</param>
/// <param name="DispatchLag">p99 of how long after its scheduled time a request of an open loop was let go, seconds;
/// null in a closed loop.</param>
/// <param name="CpuShare">Of the processors' time; null is not known.</param>
/// <param name="PauseShare">Of the time; null is not known.</param>
public sealed record ClientVerdict(
    ImmutableArray<ClientLimit> Exceeded, double EventsPerSecond, double? DispatchLag, double? CpuShare, double? PauseShare)
{
    public const double LeastLag = 0.001;
    public const double LagShare = 0.01;
    public const double MostCpu = 0.8;
    public const double MostPauses = 0.05;
    public const double MostOfCapacity = 1.0 / 3;

    private const long Second = 1_000_000_000;

    public bool IsValid => Exceeded.IsEmpty;

    /// <param name="capacity">Of this client on this machine; null leaves the event rate unjudged.</param>
    public static ClientVerdict Of(LoadReport report, LoadMetrics metrics, ClientCapacity? capacity)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(metrics);
        var rate = BusiestSecond(report);
        double? lag = report.Schedule.IsEmpty || report.Records.IsEmpty
            ? null
            : Quantile.Of([.. report.Records.Select(one => (one.Dispatched - one.Scheduled) * 1e-9)], 0.99);
        var seconds = report.End * 1e-9;
        var cpu = seconds > 0 ? report.Usage?.Cpu / (seconds * report.Usage?.Cores) : null;
        var pauses = seconds > 0 ? report.Usage?.Pauses / seconds : null;
        var exceeded = ImmutableArray.CreateBuilder<ClientLimit>();
        if (lag > Math.Max(LeastLag, LagShare * (metrics.Ttft?.P50 ?? 0))) exceeded.Add(ClientLimit.DispatchLag);
        if (cpu > MostCpu) exceeded.Add(ClientLimit.Cpu);
        if (pauses > MostPauses) exceeded.Add(ClientLimit.Pauses);
        if (rate > MostOfCapacity * capacity?.EventsPerSecond) exceeded.Add(ClientLimit.EventRate);
        return new ClientVerdict(exceeded.DrainToImmutable(), rate, lag, cpu, pauses);
    }

    private static double BusiestSecond(LoadReport report)
    {
        long[] times = [.. report.Records.SelectMany(record => record.Events.Select(one => one.Nanoseconds))];
        if (report.End < Second) return report.End == 0 ? 0 : times.Length / (report.End * 1e-9);
        Array.Sort(times);
        var (most, first) = (0, 0);
        for (var last = 0; last < times.Length; last++)
        {
            while (times[last] - times[first] >= Second) first++;
            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
