namespace StackBench.Core.Workloads;

/// <summary>
/// That a workload shows what its device does under load: telemetry is read at rest before it is prepared,
/// then under a load of a set length.
/// </summary>
public sealed record LoadTest(double RestSeconds, double WarmUpSeconds, double LoadSeconds);
