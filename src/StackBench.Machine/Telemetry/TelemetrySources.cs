using System.Collections.Immutable;
using StackBench.Core.Telemetry;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;

namespace StackBench.Machine.Telemetry;

/// <summary>Makes a sampler for each measurement of a run: of CPU and memory, and of the GPU that is measured.</summary>
public sealed class TelemetrySources(ImmutableArray<GpuFacts> gpus, TimeProvider time, string root = "/") : IDisposable
{
    private readonly SystemTree _tree = new(root);
    private Nvml? _nvml;
    private bool _hasAskedNvml;

    /// <summary>Opens all files, so that <see cref="TelemetrySampler.Start"/> is quick.</summary>
    /// <param name="device">What is measured: <c>cpu</c>, or the PCI address or UUID of a GPU, which the name of a part of it may follow after a blank.</param>
    /// <param name="engineGroup">Process group of the engine; null when unknown.</param>
    public TelemetrySampler Open(string device, int? engineGroup)
    {
        var gpu = FindGpu(device);
        return new TelemetrySampler([.. CpuTelemetry.Open(_tree, engineGroup, time), .. gpu is null ? [] : OpenGpu(gpu)], time);
    }

    /// <summary>The name telemetry knows a device by: a GPU's PCI address, whatever an engine calls it.</summary>
    public string NameOf(string device) => FindGpu(device)?.PciAddress ?? device;

    public void Dispose() => _nvml?.Dispose();

    internal ImmutableArray<ITelemetrySource> OpenGpu(GpuFacts gpu)
    {
        if (gpu.Vendor == GpuVendors.Nvidia) return [NvidiaTelemetry.Open(OpenNvml(), gpu.PciAddress)];
        var folder = FolderOf(gpu.PciAddress);
        return (gpu.Vendor, folder) switch
        {
            (GpuVendors.Amd, { } found) => AmdTelemetry.Open(_tree, found, gpu.PciAddress),
            (GpuVendors.Intel, { } found) => IntelTelemetry.Open(_tree, found, gpu.PciAddress),
            _ => [new UnreadChannel("the system shows no files of the device", new TelemetryChannel(gpu.PciAddress, TelemetryQuantities.Power, Core.Units.Unit.Watt))],
        };
    }

    private GpuFacts? FindGpu(string device)
    {
        var whole = device.Split(' ')[0];
        return gpus.FirstOrDefault(gpu => gpu.PciAddress == whole || (gpu.Uuid.IsKnown && gpu.Uuid.Value == whole));
    }

    // By the card first, for a recorded tree need not have the PCI part; the sensors are the same.
    private string? FolderOf(string address) =>
        DrmCards.Find(_tree).FirstOrDefault(device => device.Address == address)?.Folder
        ?? (_tree.Exists($"/sys/bus/pci/devices/{address}") ? $"/sys/bus/pci/devices/{address}" : null);

    private Nvml? OpenNvml()
    {
        if (!_hasAskedNvml && _tree.IsThisMachine) _nvml = Nvml.TryOpen();
        _hasAskedNvml = true;
        return _nvml;
    }
}
