using System.Collections.Immutable;
using StackBench.Machine.Files;
using StackBench.Machine.Gpu;
using StackBench.Machine.Telemetry;

namespace StackBench.Machine.Vendors;

/// <summary>Makes a sampler for each measurement of a run: of CPU and memory, and of the GPU that is measured.</summary>
public sealed class TelemetrySources : IDisposable
{
    private readonly ImmutableArray<GpuFacts> _gpus;
    private readonly TimeProvider _time;
    private readonly SystemTree _tree;
    private readonly ImmutableArray<GpuVendor> _vendors;
    private readonly Dictionary<string, IGpuTelemetry> _opened = new(StringComparer.Ordinal);

    public TelemetrySources(ImmutableArray<GpuFacts> gpus, TimeProvider time, string root = "/")
        : this(gpus, time, root, GpuVendors.All)
    {
    }

    internal TelemetrySources(ImmutableArray<GpuFacts> gpus, TimeProvider time, string root, ImmutableArray<GpuVendor> vendors) =>
        (_gpus, _time, _tree, _vendors) = (gpus, time, new SystemTree(root), vendors);

    /// <summary>Opens all files, so that <see cref="TelemetrySampler.Start"/> is quick.</summary>
    /// <param name="device">What is measured: <c>cpu</c>, or the PCI address or UUID of a GPU, which the name of a part of it
    /// may follow after a blank.</param>
    /// <param name="engineGroup">Process group of the engine; null when unknown.</param>
    /// <param name="called">Processes that work for the engine outside its group.</param>
    public TelemetrySampler Open(string device, int? engineGroup, IReadOnlySet<int>? called = null)
    {
        var gpu = FindGpu(device);
        return new TelemetrySampler([.. CpuTelemetry.Open(_tree, engineGroup, _time, called), .. gpu is null ? [] : OpenGpu(gpu)], _time);
    }

    /// <summary>The name telemetry knows a device by: a GPU's PCI address, whatever an engine calls it.</summary>
    public string NameOf(string device) => FindGpu(device)?.PciAddress ?? device;

    public void Dispose()
    {
        foreach (var telemetry in _opened.Values) telemetry.Dispose();
    }

    internal ImmutableArray<ITelemetrySource> OpenGpu(GpuFacts gpu)
    {
        if (_vendors.FirstOrDefault(vendor => vendor.Id == gpu.Vendor) is not { } vendor) return [SysfsTelemetry.NoFiles(gpu.PciAddress)];
        if (!_opened.TryGetValue(vendor.Id, out var telemetry)) _opened.Add(vendor.Id, telemetry = vendor.Telemetry(_tree));
        return telemetry.Open(FolderOf(gpu.PciAddress), gpu.PciAddress);
    }

    /// <summary>The GPU behind a device; null for the CPU.</summary>
    public GpuFacts? FindGpu(string device)
    {
        var whole = device.Split(' ')[0];
        return _gpus.FirstOrDefault(gpu => gpu.PciAddress == whole || (gpu.Uuid.IsKnown && gpu.Uuid.Value == whole));
    }

    // By the card first, for a recorded tree need not have the PCI part; the sensors are the same.
    private string? FolderOf(string address) =>
        DrmCards.Find(_tree).FirstOrDefault(device => device.Address == address)?.Folder
        ?? (_tree.Exists($"/sys/bus/pci/devices/{address}") ? $"/sys/bus/pci/devices/{address}" : null);
}
