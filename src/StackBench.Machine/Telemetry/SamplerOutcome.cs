using StackBench.Core.Telemetry;

namespace StackBench.Machine.Telemetry;

/// <summary>What a sampler gathered.</summary>
/// <param name="Series">Offsets are seconds of the monotonic clock.</param>
/// <param name="CpuShare">CPU time of the sampler's thread over the time it ran, as a share of one core; null where
/// the system does not tell.</param>
public sealed record SamplerOutcome(TelemetrySeries Series, double? CpuShare);
