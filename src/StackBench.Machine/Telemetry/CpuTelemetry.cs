using System.Collections.Immutable;
using StackBench.Machine.Files;

namespace StackBench.Machine.Telemetry;

/// <summary>All sources about the CPU and main memory.</summary>
internal static class CpuTelemetry
{
    /// <param name="engineGroup">Process group of the engine, whose work is not others'; null when unknown.</param>
    /// <param name="called">Processes that work for the engine outside its group.</param>
    public static ImmutableArray<ITelemetrySource> Open(
        SystemTree tree, int? engineGroup, TimeProvider time, IReadOnlySet<int>? called = null) =>
    [
        new CpuLoad(tree, engineGroup is { } group ? new OwnProcesses(tree, group, Environment.ProcessId, time, called) : null),
        CpuFrequency.Open(tree, time),
        CpuPackages.Temperature(tree),
        CpuPackages.Energy(tree),
        CpuPackages.Throttle(tree),
        new MemoryTelemetry(tree, time),
    ];
}
