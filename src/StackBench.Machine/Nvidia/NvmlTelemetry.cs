using System.Collections.Immutable;
using StackBench.Machine.Files;
using StackBench.Machine.Telemetry;

namespace StackBench.Machine.Nvidia;

/// <summary>Telemetry by the management library, which takes long to start and so is opened once for all devices.</summary>
internal sealed class NvmlTelemetry(SystemTree tree) : IGpuTelemetry
{
    private readonly Lazy<Nvml?> _nvml = new(() => tree.IsThisMachine ? Nvml.TryOpen() : null);

    public ImmutableArray<ITelemetrySource> Open(string? folder, string device) => [NvidiaTelemetry.Open(_nvml.Value, device)];

    public void Dispose()
    {
        if (_nvml.IsValueCreated) _nvml.Value?.Dispose();
    }
}
