using System.Collections.Immutable;
using StackBench.Machine.Amd;
using StackBench.Machine.Gpu;
using StackBench.Machine.Intel;
using StackBench.Machine.Nvidia;

namespace StackBench.Machine.Vendors;

/// <summary>The one list of makers of GPUs.</summary>
public static class GpuVendors
{
    public static ImmutableArray<GpuVendor> All { get; } = [AmdVendor.Record, NvidiaVendor.Record, IntelVendor.Record];

    /// <summary>The maker of devices that engines call by a kind; null for a kind of several makers' devices.</summary>
    public static GpuVendor? OfEngineKind(string kind) => All.FirstOrDefault(vendor => vendor.EngineKind == kind);

    /// <summary>Variables that choose or hide GPUs. Vendors share some.</summary>
    public static IEnumerable<VisibleDevicesVariable> VisibleDevices(IEnumerable<GpuVendor> vendors) =>
        vendors.SelectMany(vendor => vendor.VisibleDevices).DistinctBy(variable => variable.Name, StringComparer.Ordinal);
}
