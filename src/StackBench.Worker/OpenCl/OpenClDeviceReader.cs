using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace StackBench.Worker.OpenCl;

/// <summary>Reads what a driver says of a device before it is opened.</summary>
internal static unsafe class OpenClDeviceReader
{
    private const int LongestName = 200;
    private const int UuidBytes = 16;

    /// <summary>Of AMD's topology: type, unused bytes, then bus, device and function.</summary>
    private const int TopologyBytes = 24, TopologyBus = 21;

    private const int LongestList = 1 << 16;

    /// <summary>Names of devices of Mesa that compute on the CPU, whatever type they are told to have.</summary>
    private static readonly string[] Software = ["llvmpipe", "softpipe"];

    public static OpenClDeviceInfo Read(nint platformHandle, string platform, nint handle)
    {
        ImmutableHashSet<string> extensions =
            [.. Text(handle, Cl.CL_DEVICE_EXTENSIONS, LongestList).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var target = Text(handle, Cl.CL_DEVICE_NAME);
        var (isAmd, isNvidia) = (extensions.Contains(Extensions.Amd), extensions.Contains(Extensions.Nvidia));
        var board = isAmd ? Text(handle, Cl.CL_DEVICE_BOARD_NAME_AMD) : "";
        return new OpenClDeviceInfo
        {
            Handle = handle,
            Name = board.Length > 0 ? board : target,
            Target = target,
            Platform = platform,
            PlatformHandle = platformHandle,
            Driver = $"{platform} {Text(handle, Cl.CL_DRIVER_VERSION)}".Trim(),
            Version = VersionOf(Text(handle, Cl.CL_DEVICE_VERSION)),
            IsCpuDriver = (Number<ulong>(handle, Cl.CL_DEVICE_TYPE) & Cl.CL_DEVICE_TYPE_CPU) != 0
                || Software.Any(name => target.Contains(name, StringComparison.OrdinalIgnoreCase)),
            IsIntegrated = Number<uint>(handle, Cl.CL_DEVICE_HOST_UNIFIED_MEMORY) != 0,
            Pci = extensions.Contains(Extensions.PciBusInfo) ? PciOf(handle) : isAmd ? AmdPci(handle) : isNvidia ? NvidiaPci(handle) : null,
            Uuid = extensions.Contains(Extensions.Uuid) ? UuidOf(handle) : null,
            MemoryBytes = Bytes(handle, Cl.CL_DEVICE_GLOBAL_MEM_SIZE),
            LargestBuffer = Bytes(handle, Cl.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
            ComputeUnits = (int)Math.Min(Number<uint>(handle, Cl.CL_DEVICE_MAX_COMPUTE_UNITS), int.MaxValue),
            SubgroupSize = (int)(isAmd ? Number<uint>(handle, Cl.CL_DEVICE_WAVEFRONT_WIDTH_AMD)
                : isNvidia ? Number<uint>(handle, Cl.CL_DEVICE_WARP_SIZE_NV) : 0),
            ComputeCapability = isNvidia
                ? (int)((Number<uint>(handle, Cl.CL_DEVICE_COMPUTE_CAPABILITY_MAJOR_NV) * 10)
                    + Number<uint>(handle, Cl.CL_DEVICE_COMPUTE_CAPABILITY_MINOR_NV))
                : 0,
            HasDotInstruction = extensions.Contains(Extensions.DotProduct) && IsDotAccelerated(handle),
            Extensions = extensions,
        };
    }

    /// <summary>Whether the driver can use the device, and compile for it.</summary>
    public static bool IsUsable(nint handle) => Number<uint>(handle, Cl.CL_DEVICE_AVAILABLE) != 0
        && Number<uint>(handle, Cl.CL_DEVICE_COMPILER_AVAILABLE) != 0
        && (Number<ulong>(handle, Cl.CL_DEVICE_TYPE) & (Cl.CL_DEVICE_TYPE_CPU | Cl.CL_DEVICE_TYPE_GPU)) != 0;

    /// <summary>Bytes of the device's memory that are free now; null where the driver does not report it.</summary>
    public static long? FreeBytes(OpenClDeviceInfo device)
    {
        if (!device.Extensions.Contains(Extensions.Amd)) return null;
        // KiB that are free, and KiB of the largest block of them.
        var free = stackalloc nuint[2];
        return Cl.clGetDeviceInfo(
            device.Handle, Cl.CL_DEVICE_GLOBAL_FREE_MEMORY_AMD, 2 * (nuint)sizeof(nuint), free, out _) == 0 && free[0] > 0
                ? (long)free[0] * 1024
                : null;
    }

    public static string PlatformName(nint platform)
    {
        var text = new byte[LongestName];
        fixed (byte* first = text)
            return Cl.clGetPlatformInfo(platform, Cl.CL_PLATFORM_NAME, LongestName, first, out var used) == 0 ? Line(text, used) : "";
    }

    /// <summary><c>OpenCL 3.0 PoCL HSTR</c>: 30; 0 for what is no version.</summary>
    internal static int VersionOf(string text) => text.Split(' ') is ["OpenCL", var number, ..]
        && number.Split('.') is [var major, var minor]
        && int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
        && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? (whole * 10) + part : 0;

    private static string? PciOf(nint handle)
    {
        var place = stackalloc uint[4];
        return Cl.clGetDeviceInfo(handle, Cl.CL_DEVICE_PCI_BUS_INFO_KHR, 4 * sizeof(uint), place, out _) == 0
            ? FormattableString.Invariant($"{place[0]:x4}:{place[1]:x2}:{place[2]:x2}.{place[3]:x}")
            : null;
    }

    private static string? AmdPci(nint handle)
    {
        var topology = stackalloc byte[TopologyBytes];
        if (Cl.clGetDeviceInfo(handle, Cl.CL_DEVICE_TOPOLOGY_AMD, TopologyBytes, topology, out _) != 0
            || *(uint*)topology != Cl.CL_DEVICE_TOPOLOGY_TYPE_PCIE_AMD) return null;
        return PciPlace.Find(PciPlace.Listed(), topology[TopologyBus], topology[TopologyBus + 1], topology[TopologyBus + 2]);
    }

    // The slot holds device and function as PCI does.
    private static string? NvidiaPci(nint handle) =>
        Told<uint>(handle, Cl.PciDomainNv) is { } domain && Told<uint>(handle, Cl.PciBusNv) is { } bus
        && Told<uint>(handle, Cl.PciSlotNv) is { } slot
            ? FormattableString.Invariant($"{domain:x4}:{bus:x2}:{slot >> 3:x2}.{slot & 7:x}")
            : null;

    private static string? UuidOf(nint handle)
    {
        var uuid = stackalloc byte[UuidBytes];
        return Cl.clGetDeviceInfo(handle, Cl.CL_DEVICE_UUID_KHR, UuidBytes, uuid, out _) == 0
            ? Convert.ToHexStringLower(new ReadOnlySpan<byte>(uuid, UuidBytes))
            : null;
    }

    // Of six flags the first is that of signed factors.
    private static bool IsDotAccelerated(nint handle)
    {
        var flags = stackalloc uint[6];
        return Cl.clGetDeviceInfo(
            handle, Cl.CL_DEVICE_INTEGER_DOT_PRODUCT_ACCELERATION_PROPERTIES_4x8BIT_PACKED_KHR, 6 * sizeof(uint), flags, out _) == 0
            && flags[0] != 0;
    }

    private static long Bytes(nint handle, uint name) => (long)Math.Min(Number<ulong>(handle, name), long.MaxValue);

    private static T Number<T>(nint handle, uint name)
        where T : unmanaged => Told<T>(handle, name) ?? default;

    // Null where the driver does not know the question.
    private static T? Told<T>(nint handle, uint name)
        where T : unmanaged
    {
        T value = default;
        return Cl.clGetDeviceInfo(handle, name, (nuint)sizeof(T), &value, out _) == 0 ? value : null;
    }

    private static string Text(nint handle, uint name, int most = LongestName)
    {
        var text = new byte[most];
        fixed (byte* first = text)
            return Cl.clGetDeviceInfo(handle, name, (nuint)most, first, out var used) == 0 ? Line(text, used) : "";
    }

    private static string Line(byte[] text, nuint used) =>
        Encoding.UTF8.GetString(text, 0, (int)Math.Min(used, (nuint)text.Length)).TrimEnd('\0').Trim();
}
