using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Core.Units;
using StackBench.Machine.Files;

namespace StackBench.Machine.Telemetry;

/// <summary>Telemetry of GPUs whose drivers tell all in files.</summary>
/// <param name="open">Opens the files in the folder of a device, which it names by its PCI address.</param>
internal sealed class SysfsTelemetry(SystemTree tree, Func<SystemTree, string, string, ImmutableArray<ITelemetrySource>> open)
    : IGpuTelemetry
{
    public ImmutableArray<ITelemetrySource> Open(string? folder, string device) =>
        folder is null ? [NoFiles(device)] : open(tree, folder, device);

    public static ITelemetrySource NoFiles(string device) =>
        new UnreadChannel("the system shows no files of the device", new TelemetryChannel(device, TelemetryQuantities.Power, Unit.Watt));

    public void Dispose()
    {
    }
}
