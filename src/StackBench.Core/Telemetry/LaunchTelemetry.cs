using System.Collections.Immutable;

namespace StackBench.Core.Telemetry;

/// <summary>What the machine did while a launch was sampled.</summary>
public sealed record LaunchTelemetry
{
    /// <summary>
    /// CPU time of the sampler's thread over the time it ran, as a share of one core; null where the system does not tell.
    /// </summary>
    public double? SamplerCpuShare { get; init; }

    public required TelemetrySummary Summary { get; init; }

    public required TelemetrySeries Series { get; init; }

    /// <summary>Channels that never had a reading, with the reason.</summary>
    public ImmutableSortedDictionary<string, string> Unread { get => field ?? ImmutableSortedDictionary<string, string>.Empty; init; }

    /// <summary>The record of a raw series: the summary is computed before anything is rounded.</summary>
    /// <param name="raw">With offsets on the sampler's clock.</param>
    /// <param name="originSeconds">Begin of the first sample on that clock.</param>
    public static LaunchTelemetry Of(TelemetrySeries raw, double originSeconds, double? samplerCpuShare)
    {
        ArgumentNullException.ThrowIfNull(raw);
        return new LaunchTelemetry
        {
            SamplerCpuShare = samplerCpuShare is { } share ? Math.Round(share, 6) : null,
            Summary = TelemetrySummary.Of(raw),
            Series = raw.Since(originSeconds).Compact(),
            Unread = raw.Channels.Where(series => series.Values.All(value => value is null))
                .ToImmutableSortedDictionary(
                series => series.Channel.Name, series => series.Reason ?? "ended before its first reading", StringComparer.Ordinal),
        };
    }
}
