using System.Runtime.InteropServices;
using System.Text;
using StackBench.Machine.Files;

namespace StackBench.Machine.Gpu;

/// <summary>GPUs the NVIDIA management library knows. Nothing where the library, the driver or a symbol is absent.</summary>
internal static unsafe class NvmlGpus
{
    // Without the version suffix the name belongs to the development package.
    private const string Library = "libnvidia-ml.so.1";
    private const int NameBytes = 96;
    private const int Success = 0;

    public static IReadOnlyList<GpuFacts> Read()
    {
        if (!NativeLibrary.TryLoad(Library, out var library)) return [];
        var init = (delegate* unmanaged<int>)Symbol(library, "nvmlInit_v2");
        var shutdown = (delegate* unmanaged<int>)Symbol(library, "nvmlShutdown");
        var getCount = (delegate* unmanaged<uint*, int>)Symbol(library, "nvmlDeviceGetCount_v2");
        if (init is null || shutdown is null || getCount is null || init() != Success) return [];
        try
        {
            uint count;
            return getCount(&count) == Success ? [.. Devices(library, count)] : [];
        }
        finally
        {
            _ = shutdown();
        }
    }

    private static List<GpuFacts> Devices(nint library, uint count)
    {
        var getHandle = (delegate* unmanaged<uint, nint*, int>)Symbol(library, "nvmlDeviceGetHandleByIndex_v2");
        var getPci = (delegate* unmanaged<nint, PciInfo*, int>)Symbol(library, "nvmlDeviceGetPciInfo_v3");
        var getName = (delegate* unmanaged<nint, byte*, uint, int>)Symbol(library, "nvmlDeviceGetName");
        var gpus = new List<GpuFacts>();
        if (getHandle is null || getPci is null) return gpus;
        var name = stackalloc byte[NameBytes];
        for (var index = 0u; index < count; index++)
        {
            nint device;
            PciInfo pci;
            if (getHandle(index, &device) != Success || getPci(device, &pci) != Success) continue;
            var hasName = getName is not null && getName(device, name, NameBytes) == Success;
            gpus.Add(Of(pci, hasName ? Text(name, NameBytes) : null));
        }

        return gpus;
    }

    private static GpuFacts Of(PciInfo pci, string? name) => new()
    {
        PciAddress = PciAddress.Normalize($"{pci.Domain:x8}:{pci.Bus:x2}:{pci.Device:x2}.0")!,
        Vendor = GpuVendors.Nvidia,
        Name = string.IsNullOrEmpty(name) ? Fact<string>.Unknown("NVML tells no name") : name,
        DeviceId = $"{pci.DeviceId & 0xFFFF:x4}:{pci.DeviceId >> 16:x4}",
        Driver = "nvidia",
    };

    private static string Text(byte* text, int capacity)
    {
        var bytes = new ReadOnlySpan<byte>(text, capacity);
        var end = bytes.IndexOf((byte)0);
        return PlainText.OneLine(Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]));
    }

    private static void* Symbol(nint library, string name) => NativeLibrary.TryGetExport(library, name, out var address) ? (void*)address : null;

    /// <summary>nvmlPciInfo_t of version 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PciInfo
    {
        public fixed byte LegacyBusId[16];
        public uint Domain;
        public uint Bus;
        public uint Device;
        public uint DeviceId;
        public uint SubsystemId;
        public fixed byte BusId[32];
    }
}
