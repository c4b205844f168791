using System.Collections.Immutable;

namespace StackBench.Machine.Telemetry;

/// <summary>Opens telemetry of one vendor's GPUs. What they share, a library, stays open until it is disposed of.</summary>
internal interface IGpuTelemetry : IDisposable
{
    /// <param name="folder">Of the device in the tree; null where the system shows none.</param>
    /// <param name="device">Its PCI address.</param>
    ImmutableArray<ITelemetrySource> Open(string? folder, string device);
}
